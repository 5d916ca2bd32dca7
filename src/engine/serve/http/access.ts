// Who is answered: a client that means this server, and has the key where one is asked for.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../api/apiError';
import { isLoopback } from './listenAddress';

export interface AccessRules {
  /** null: no key is asked for. */
  readonly apiKey: string | null;
  /** Clients may call the server by any name; only with a key. */
  readonly anyHost: boolean;
}

/**
 * A web page whose name was bound anew to 127.0.0.1 (DNS rebinding) reaches the server under that name: it is refused.
 * @throws ApiError 403
 */
export function checkHost(request: IncomingMessage, rules: AccessRules): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/u, '');
  if (rules.anyHost || isLoopback(host)) return;
  throw new ApiError(403, 'This server answers to 127.0.0.1 and localhost only.', 'host_not_allowed');
}

/** @throws ApiError 401 */
export function checkKey(request: IncomingMessage, rules: AccessRules): void {
  if (rules.apiKey === null) return;
  const [, given = ''] = /^Bearer +(.+)$/iu.exec(request.headers.authorization ?? '') ?? [];
  // Digests have one length, and comparing them takes one time, whatever was given.
  if (timingSafeEqual(digest(given), digest(rules.apiKey))) return;
  throw new ApiError(
    401,
    'The key is missing or wrong: send it as "Authorization: Bearer <key>".',
    'invalid_api_key',
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
