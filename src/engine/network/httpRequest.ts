// One HTTP request, tried once. One of two files of the product that open a network connection (plainConnection.ts). Knows no server's dialect.
// Redirects are never followed here: they could carry prompts and keys to another host.
import { cancelled } from '../cancellation';
import { scrubKeys } from './scrubKeys';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Sent as JSON; absent: no body. */
  readonly json?: unknown;
  /** Sent as a bearer token; null: none. */
  readonly key: string | null;
}

export interface HttpLimits {
  /** For the whole exchange, milliseconds. */
  readonly timeout: number;
  /** Of the response's body. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  /** UTF-8; what is not becomes U+FFFD. */
  readonly body: string;
}

/** A response of any status, or why there is none. Reasons are free of the key. */
export type HttpExchange =
  | { readonly kind: 'response'; readonly response: HttpResponse }
  /** Another try may help: the connection failed or took too long. */
  | { readonly kind: 'broken'; readonly timedOut: boolean; readonly reason: string }
  /** Another try does not help. */
  | { readonly kind: 'tooLarge'; readonly reason: string };

/** @throws GuardrailError cancelled */
export async function exchange(
  request: HttpRequest,
  limits: HttpLimits,
  signal?: AbortSignal,
  connect: OpenConnection = openConnection,
): Promise<HttpExchange> {
  const timeout = AbortSignal.timeout(limits.timeout);
  try {
    const response = await connect(request.url, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.key === null ? {} : { authorization: `Bearer ${request.key}` }),
      },
      ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const body = await readBody(response, limits.maxBytes);
    if (body === null) {
      return { kind: 'tooLarge', reason: `The server's response is larger than ${limits.maxBytes} bytes.` };
    }
    const retryAfter = response.headers.get('retry-after');
    return { kind: 'response', response: { status: response.status, retryAfter, body } };
  } catch (error) {
    if (signal?.aborted === true) throw cancelled();
    const timedOut = timeout.aborted;
    const reason = timedOut
      ? `No answer within ${limits.timeout / 1000} s.`
      : `The connection failed: ${scrubKeys(causeOf(error), request.key)}`;
    return { kind: 'broken', timedOut, reason };
  }
}

export interface Connection {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export type OpenConnection = (url: URL, connection: Connection) => Promise<Response>;

/** The response as soon as its head is here, of any status; the body is still to be read or cancelled. @throws what fetch does */
export function openConnection(url: URL, { signal, ...request }: Connection): Promise<Response> {
  return fetch(url, { ...request, redirect: 'manual', signal });
}

/** The body as text; null where it is larger than `limit` bytes. */
export async function readBody(response: Response, limit: number): Promise<string | null> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > limit) {
    await response.body?.cancel();
    return null;
  }
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** fetch hides the reason in `cause`. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}
