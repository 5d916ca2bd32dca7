// The only place of the product that opens a network connection: chat completions of an OpenAI-compatible
// endpoint, for judging. Knows nothing of rubrics. A request that fails says why; it never looks like an answer.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ChatMessage } from '../../protocol/generation';
import { cancelled } from '../cancellation';
import { completionsUrl } from './endpointUrl';

export interface EndpointOptions {
  readonly url: string;
  readonly model: string;
  readonly apiKey: string | null;
  /** Per attempt, milliseconds. */
  readonly timeout?: number;
  /** Tries in all, for 429, 5xx and broken connections. */
  readonly attempts?: number;
  /** Wait before the second try, milliseconds; doubles with each. */
  readonly backoff?: number;
  /** The longest wait, and the longest Retry-After that is honoured, milliseconds. */
  readonly longestWait?: number;
  /** Of a response body, bytes. */
  readonly maxBytes?: number;
  /** Requests under way at once. */
  readonly concurrency?: number;
}

export type EndpointReply =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

export interface EndpointClient {
  /**
   * Greedy (temperature 0). Failures are replies with `ok: false`.
   * @throws GuardrailError cancelled
   */
  ask(messages: readonly ChatMessage[], maxNewTokens: number, signal?: AbortSignal): Promise<EndpointReply>;
}

const replySchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]).nullish(),
        }),
      }),
    )
    .min(1),
});
const errorSchema = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });

/** After so many lost questions in a row each further one gets a single try, until one is answered. */
const hopeless = 5;

/** What became of one attempt. `wait`: milliseconds the server asked for; `retry`: another try may help. */
type Attempt =
  EndpointReply | { readonly ok: 'retry'; readonly reason: string; readonly wait: number | null };

/** @throws GuardrailError invalidRequest (see completionsUrl) */
export function createEndpointClient(options: EndpointOptions): EndpointClient {
  const url = completionsUrl(options.url, options.apiKey !== null);
  const attempts = options.attempts ?? 4;
  const longestWait = options.longestWait ?? 30_000;
  const slots = createSlots(options.concurrency ?? 4);
  /** Questions in a row that no number of tries could answer. */
  let lostInRow = 0;
  /** Newer models take `max_completion_tokens` only; learnt from the first refusal of the old name. */
  let tokensField: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';

  async function attempt(
    messages: readonly ChatMessage[],
    maxNewTokens: number,
    signal?: AbortSignal,
  ): Promise<Attempt> {
    const timeout = AbortSignal.timeout(options.timeout ?? 60_000);
    const field = tokensField;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` }),
        },
        body: JSON.stringify({
          model: options.model,
          messages,
          temperature: 0,
          [field]: maxNewTokens,
          stream: false,
        }),
        // A redirect could carry prompts and key to another host.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const body = await readBody(response, options.maxBytes ?? 1_000_000);
      if (body === null) {
        return {
          ok: false,
          reason: `The endpoint's response is larger than ${options.maxBytes ?? 1_000_000} bytes.`,
        };
      }
      if (response.ok) {
        return readReply(body);
      }
      if (response.status >= 300 && response.status < 400) {
        return {
          ok: false,
          reason: `The endpoint redirects (HTTP ${response.status}); redirects are not followed.`,
        };
      }
      const reason = `HTTP ${response.status}${scrub(serverMessage(body), options.apiKey)}`;
      if (response.status === 400 && field === 'max_tokens' && body.includes('max_completion_tokens')) {
        tokensField = 'max_completion_tokens';
        return { ok: 'retry', reason, wait: 0 };
      }
      if (response.status === 429 || response.status >= 500 || response.status === 408) {
        return { ok: 'retry', reason, wait: retryAfter(response.headers.get('retry-after')) };
      }
      return { ok: false, reason };
    } catch (error) {
      if (signal?.aborted === true) {
        throw cancelled();
      }
      if (timeout.aborted) {
        return {
          ok: 'retry',
          reason: `No answer within ${(options.timeout ?? 60_000) / 1000} s.`,
          wait: null,
        };
      }
      return {
        ok: 'retry',
        reason: `The connection failed: ${scrub(causeOf(error), options.apiKey)}`,
        wait: null,
      };
    }
  }

  return {
    async ask(messages, maxNewTokens, signal) {
      const release = await slots(signal);
      try {
        // A server that is gone shall not cost four tries and their waits for every one of a thousand answers.
        const triesNow = lostInRow >= hopeless ? 1 : attempts;
        for (let tried = 1; ; tried++) {
          const result = await attempt(messages, maxNewTokens, signal);
          if (result.ok !== 'retry') {
            lostInRow = 0;
            return result;
          }
          const wait = result.wait ?? Math.min((options.backoff ?? 500) * 2 ** (tried - 1), longestWait);
          if (tried >= triesNow || wait > longestWait) {
            lostInRow++;
            return {
              ok: false,
              reason: `${result.reason} (tried ${tried} ${tried === 1 ? 'time' : 'times'})`,
            };
          }
          await sleep(wait, undefined, signal ? { signal } : {}).catch(() => {
            throw cancelled();
          });
        }
      } finally {
        release();
      }
    },
  };
}

/** At most `count` holders at once; a holder calls what it was given when done. */
function createSlots(count: number): (signal?: AbortSignal) => Promise<() => void> {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) {
      next();
    } else {
      free++;
    }
  };
  return async (signal) => {
    if (free > 0) {
      free--;
    } else {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    if (signal?.aborted === true) {
      release();
      throw cancelled();
    }
    return release;
  };
}

/** The body as text; null where it is larger than `limit`. */
async function readBody(response: Response, limit: number): Promise<string | null> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > limit) {
    await response.body?.cancel();
    return null;
  }
  if (!response.body) {
    return '';
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) {
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readReply(body: string): EndpointReply {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    const html = /^\s*</u.test(body);
    return {
      ok: false,
      reason: `The endpoint answered with ${html ? 'a web page' : 'text that is not JSON'}.`,
    };
  }
  const parsed = replySchema.safeParse(data);
  const content = parsed.success ? parsed.data.choices[0]?.message.content : undefined;
  if (!parsed.success) {
    return { ok: false, reason: 'The endpoint answered with JSON that is no chat completion.' };
  }
  const text =
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');
  return text.trim() === ''
    ? { ok: false, reason: 'The judge model gave an empty reply.' }
    : { ok: true, text };
}

/** `: what the server said`, shortened; nothing where it said nothing readable. */
function serverMessage(body: string): string {
  try {
    const parsed = errorSchema.safeParse(JSON.parse(body));
    if (parsed.success) {
      const { error } = parsed.data;
      return `: ${(typeof error === 'string' ? error : error.message).slice(0, 200)}`;
    }
  } catch {
    // Not JSON: a proxy's page says nothing useful.
  }
  return '';
}

/** Servers quote keys back, whole or in part. */
function scrub(text: string, key: string | null): string {
  const without = key === null || key === '' ? text : text.replaceAll(key, '[key]');
  return without.replace(/\b(?:sk|pk|hf|gsk|key|Bearer)[-_ ][\w*.-]{4,}/gu, '[key]');
}

/** Seconds or an HTTP date → milliseconds from now. */
function retryAfter(header: string | null): number | null {
  if (header === null) {
    return null;
  }
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** fetch hides the reason in `cause`. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) {
    return cause.errors[0].message;
  }
  return cause instanceof Error ? cause.message : String(cause);
}
