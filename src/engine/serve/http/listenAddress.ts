// Where the server may listen: this machine alone, unless its user says otherwise and asks for a key.
import { isIP } from 'node:net';
import { GuardrailError } from '../../../protocol/errors';
import type { ServeSpec } from '../../../protocol/serving';

/** `host` as written in a URL or a Host header, brackets of IPv6 included or not. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/gu, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** @throws GuardrailError invalidRequest where other machines could reach the server without having been let in. */
export function checkListenAddress(spec: Pick<ServeSpec, 'host' | 'apiKey' | 'allowRemote'>): void {
  if (spec.apiKey === '') {
    throw new GuardrailError(
      'invalidRequest',
      'The key for clients is empty.',
      'Set the environment variable that holds it, or ask for no key.',
    );
  }
  if (isLoopback(spec.host)) return;
  if (!spec.allowRemote) {
    throw new GuardrailError(
      'invalidRequest',
      `${spec.host} can be reached from other machines.`,
      'Serve on 127.0.0.1, or allow remote clients and ask them for a key (--allow-remote with --api-key-env).',
    );
  }
  if (spec.apiKey === null) {
    throw new GuardrailError(
      'invalidRequest',
      `Without a key everyone who reaches ${spec.host} could use the model.`,
      'Ask clients for a key (--api-key-env).',
    );
  }
}
