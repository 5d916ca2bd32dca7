// A request to the hub and wherever it redirects to, tried again where that may help. The key goes to the hub's own origin
// and nowhere else.
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled } from '../cancellation';
import { causeOf, openConnection, readBody } from '../network/httpRequest';
import { retryAfter } from '../network/retryAfter';
import { scrubKeys } from '../network/scrubKeys';
import { hubFailed, refused, type HubSubject } from './hubErrors';

export interface HubRequestOptions {
  /** What is asked for, for messages. */
  readonly subject: HubSubject;
  /** The only origin that is given the key. */
  readonly keyOrigin: string;
  readonly key: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Hears why and how long is waited. */
  readonly onWait?: (note: string) => void;
  readonly signal?: AbortSignal;
  readonly patience?: Patience;
}

export interface Patience {
  /** Tries in all. */
  readonly attempts: number;
  /** Before the second try, milliseconds; doubles with each. */
  readonly backoff: number;
  /** The longest wait that is honoured, milliseconds. */
  readonly longestWait: number;
  /** Without a byte, milliseconds. */
  readonly silence: number;
}

export const patient: Patience = { attempts: 5, backoff: 1000, longestWait: 120_000, silence: 60_000 };

export interface HubResponse {
  readonly status: number;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly headers: Headers;
  /** Of the last response that came from the key's origin: a redirect there says what the file is. */
  readonly hubHeaders: Headers;
  /** Ends the connection unless it is called again within the time of silence. */
  readonly alive: () => void;
  /** Nothing more is read. */
  readonly close: () => void;
}

const mostRedirects = 5;
const mostErrorBytes = 1_000_000;

/**
 * The response with a status of 2xx, or 416, whose body is still to be read.
 * @throws GuardrailError hubFailed, cancelled
 */
export async function hubRequest(url: URL, options: HubRequestOptions): Promise<HubResponse> {
  const { attempts, backoff, longestWait } = options.patience ?? patient;
  for (let tried = 1; ; tried++) {
    const result = await attempt(url, options);
    if (!('reason' in result)) return result;
    const wait = result.wait ?? Math.min(backoff * 2 ** (tried - 1), longestWait);
    if (tried >= attempts || wait > longestWait) throw givenUp(options.subject, result, tried, wait);
    await pause(wait, result.reason, options);
  }
}

/** Says that it waits, and does. @throws GuardrailError cancelled */
export async function pause(
  wait: number,
  reason: string,
  { onWait, signal }: Pick<HubRequestOptions, 'onWait' | 'signal'>,
): Promise<void> {
  onWait?.(`${reason} Next try in ${Math.ceil(wait / 1000)} s.`);
  await sleep(wait, undefined, signal ? { signal } : {}).catch(() => {
    throw cancelled();
  });
}

/** Another try may help. */
interface Again {
  readonly reason: string;
  readonly status: number | null;
  /** Milliseconds that the server asks for. */
  readonly wait: number | null;
}

async function attempt(url: URL, options: HubRequestOptions): Promise<HubResponse | Again> {
  const silence = (options.patience ?? patient).silence;
  const idle = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
  };
  const alive = (): void => {
    stop();
    timer = setTimeout(() => idle.abort(), silence);
  };
  const close = (): void => {
    stop();
    idle.abort();
  };
  alive();
  try {
    const { response, at, hubHeaders } = await follow(url, options, idle.signal);
    const { status, headers } = response;
    if ((status >= 200 && status < 300) || status === 416) {
      return { status, headers, body: response.body, hubHeaders: hubHeaders ?? headers, alive, close };
    }
    const body = await readBody(response, mostErrorBytes).catch(() => null);
    stop();
    const elsewhere = at.origin !== options.keyOrigin;
    if (status === 408 || status === 429 || status >= 500 || (elsewhere && status >= 400)) {
      const wait = retryAfter(headers.get('retry-after'), Date.now());
      return { reason: `${at.host} answers HTTP ${status}.`, status, wait };
    }
    const code = headers.get('x-error-code');
    throw refused(options.subject, { status, code, body: body ?? '', key: options.key });
  } catch (error) {
    stop();
    if (options.signal?.aborted === true) throw cancelled();
    if (error instanceof Error && error.name === 'GuardrailError') throw error;
    const reason = idle.signal.aborted
      ? `${url.host} says nothing for ${silence / 1000} s.`
      : `The connection to ${url.host} failed: ${scrubKeys(causeOf(error), options.key)}.`;
    return { reason, status: null, wait: null };
  }
}

async function follow(
  from: URL,
  { key, keyOrigin, headers = {}, signal, subject }: HubRequestOptions,
  idle: AbortSignal,
): Promise<{ readonly response: Response; readonly at: URL; readonly hubHeaders: Headers | null }> {
  let at = from;
  let hubHeaders: Headers | null = null;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await openConnection(at, {
      method: 'GET',
      headers: {
        ...headers,
        ...(key !== null && at.origin === keyOrigin ? { authorization: `Bearer ${key}` } : {}),
      },
      signal: signal ? AbortSignal.any([signal, idle]) : idle,
    });
    if (at.origin === keyOrigin) hubHeaders = response.headers;
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null)
      return { response, at, hubHeaders };
    await response.body?.cancel();
    at = redirected(at, location, subject);
  }
  throw hubFailed(
    `${subject.name} is redirected more than ${mostRedirects} times.`,
    'Check HF_ENDPOINT, or try again later.',
  );
}

function redirected(from: URL, location: string, subject: HubSubject): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const safe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to !== null && safe && to.username === '' && to.password === '') return to;
  throw hubFailed(
    `${subject.name} is redirected to an address that is not followed: ${to === null ? 'it is no URL' : `${to.protocol}//${to.host}`}.`,
    'Only encrypted addresses are followed. Check HF_ENDPOINT.',
  );
}

function givenUp(subject: HubSubject, again: Again, tried: number, wait: number) {
  const times = `tried ${tried} ${tried === 1 ? 'time' : 'times'}`;
  if (again.status === 429) {
    return hubFailed(
      `${subject.name}: the hub takes no more requests for now (HTTP 429, ${times}).`,
      `Wait ${Math.ceil(wait / 1000)} s and try again; what was downloaded is kept. With a token more requests are allowed.`,
    );
  }
  return hubFailed(
    `${subject.name}: ${again.reason} (${times})`,
    'Check the connection, then try again; what was downloaded is kept.',
  );
}
