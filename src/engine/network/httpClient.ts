// Requests to one server with tries, waits and limits. What a response means is the caller's to say; a request that fails
// for good says why, and never looks like an answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled } from '../cancellation';
import { exchange, openConnection, type HttpRequest, type OpenConnection } from './httpRequest';
import { retryAfter } from './retryAfter';
import { scrubKeys } from './scrubKeys';
import { serverMessage } from './serverMessage';
import { Slots } from './slots';

export interface HttpClientOptions {
  /** Sent as a bearer token with every request; null: none. */
  readonly key: string | null;
  /** Per attempt, milliseconds. */
  readonly timeout?: number;
  /** Tries in all, for 408, 429, 5xx, broken connections, time-outs and unreadable bodies. */
  readonly attempts?: number;
  /** Wait before the second try, milliseconds; doubles with each. */
  readonly backoff?: number;
  /** The longest wait, and the longest Retry-After that is honoured, milliseconds. */
  readonly longestWait?: number;
  /** Of a response body. */
  readonly maxBytes?: number;
  /** In place of fetch. */
  readonly connect?: OpenConnection;
}

/** What a body of a successful response says. `unreadable`: broken on its way or by the server, so another try may help. */
export type Reading<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'unreadable'; readonly reason: string };

/** `refused`: the server answers, and means no (4xx, a redirect); `lost`: no try brought an answer. Reasons are free of keys. */
export type Outcome<T> =
  | { readonly kind: 'value'; readonly value: T }
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** All that the server says, for telling refusals apart; null where it says nothing readable. */
      readonly message: string | null;
      readonly reason: string;
    }
  | { readonly kind: 'lost'; readonly reason: string };

/** Another try may help. `wait`: milliseconds that the server asks for. */
interface Again {
  readonly kind: 'again';
  readonly reason: string;
  readonly wait: number | null;
  /** The server had more to do than it could in time, and is asked for less at once from now on. */
  readonly overloaded: boolean;
}

/** After so many lost requests in a row each further one gets a single try, until one is answered. */
const hopeless = 5;
/** Tries of a request that do not count, since too many were under way: as often as 64 can be halved. */
const mostSpared = 6;
/** Of what a server says, in a reason. */
const longestMessage = 300;

export class HttpClient {
  private readonly options: Required<HttpClientOptions>;
  /** Requests in a row that no number of tries could get answered. */
  private lostInRow = 0;
  /**
   * A server that works off one request after the other (transformers serve, llama.cpp with few slots) lets the last of many
   * wait until their time is over, again with every try, and goes on with what it was asked in vain. So a time-out halves
   * how many are under way, and an answer makes room again.
   */
  private readonly slots = new Slots(Infinity);
  private narrowings = 0;

  constructor(options: HttpClientOptions) {
    this.options = {
      timeout: 240_000,
      attempts: 4,
      backoff: 500,
      longestWait: 30_000,
      maxBytes: 16_000_000,
      connect: openConnection,
      ...options,
    };
  }

  /**
   * @param read reads the body of a response with a status of 2xx
   * @throws GuardrailError cancelled
   */
  async send<T>(
    request: Omit<HttpRequest, 'key'>,
    read: (body: string) => Reading<T>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    const { attempts, backoff, longestWait } = this.options;
    // A server that is gone must not cost four tries and their waits for every one of a thousand requests.
    const tries = this.lostInRow >= hopeless ? 1 : attempts;
    let spared = 0;
    for (let tried = 1; ; tried++) {
      const result = await this.slots.run(() => this.attempt(request, read, signal), signal);
      if (result.kind !== 'again') {
        this.lostInRow = 0;
        this.slots.widen();
        return result;
      }
      // Not the request's fault, unless it meets it again and again.
      if (result.overloaded && spared < mostSpared) {
        spared++;
        tried--;
      }
      const wait = result.wait ?? Math.min(backoff * 2 ** Math.max(0, tried - 1), longestWait);
      if (tried >= tries || wait > longestWait) {
        this.lostInRow++;
        return {
          kind: 'lost',
          reason: `${result.reason} (tried ${tried} ${tried === 1 ? 'time' : 'times'})`,
        };
      }
      await sleep(wait, undefined, signal ? { signal } : {}).catch(() => {
        throw cancelled();
      });
    }
  }

  private async attempt<T>(
    request: Omit<HttpRequest, 'key'>,
    read: (body: string) => Reading<T>,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<T> | Again> {
    const { key, timeout, maxBytes, connect } = this.options;
    const narrowings = this.narrowings;
    const result = await exchange({ ...request, key }, { timeout, maxBytes }, signal, connect);
    if (result.kind === 'broken') {
      const overloaded = result.timedOut && this.narrowFor(narrowings);
      return { kind: 'again', reason: result.reason, wait: null, overloaded };
    }
    if (result.kind === 'tooLarge') return { kind: 'lost', reason: result.reason };
    const { status } = result.response;
    const body = withoutKey(result.response.body, key);
    if (status >= 200 && status < 300) {
      const reading = read(body);
      if (reading.kind === 'value') return reading;
      return { kind: 'again', reason: scrubKeys(reading.reason, key), wait: null, overloaded: false };
    }
    const message = serverMessage(body);
    const reason = reasonOf(status, message === null ? null : scrubKeys(message, key));
    if (status === 408 || status === 429 || status >= 500) {
      const wait = retryAfter(result.response.retryAfter, Date.now());
      return { kind: 'again', reason, wait, overloaded: false };
    }
    return { kind: 'refused', status, message, reason };
  }

  /** Of requests that were sent before the last narrowing, none narrows again. @param before narrowings when it was sent */
  private narrowFor(before: number): boolean {
    if (before < this.narrowings) return true;
    const narrowed = this.slots.narrow();
    if (narrowed) this.narrowings++;
    return narrowed;
  }
}

/** Shorter keys are words ("EMPTY") that an answer may contain for other reasons. */
const shortestSecret = 12;

/** A server may quote what it was sent, in an answer too; the key goes into no file. */
function withoutKey(body: string, key: string | null): string {
  return key === null || key.length < shortestSecret ? body : body.replaceAll(key, '[key]');
}

function reasonOf(status: number, message: string | null): string {
  if (status >= 300 && status < 400) {
    return `The server redirects (HTTP ${status}); redirects are not followed.`;
  }
  return `HTTP ${status}${message === null ? '' : `: ${message.slice(0, longestMessage)}`}`;
}
