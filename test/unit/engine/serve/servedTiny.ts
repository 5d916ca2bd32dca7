// The built-in model behind a server on loopback, and the same model beside it. Support for tests; holds no test itself.
import { rm } from 'node:fs/promises';
import type { OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import type { Generator } from '../../../../src/engine/generation/generator';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { openModels } from '../../../../src/engine/serve/openModels';
import { startServing, type ServingOptions } from '../../../../src/engine/serve/startServing';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryPath } from '../../../support/paths';

export interface ServedTiny {
  readonly url: string;
  readonly checkpoint: OpenCheckpoint;
  /** The server's own: only to be used while nothing is asked of the server. */
  readonly generator: Generator;
  readonly log: string[];
  readonly serving: { readonly requests: number; readonly active: number };
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  post(path: string, body: object, options?: PostOptions): Promise<Reply>;
  /** The events of a stream, the end mark included. */
  stream(path: string, body: object): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  // What a test reads is checked by what it expects.
  readonly body: Answer;
}

export interface Answer {
  readonly id: string;
  readonly object: string;
  readonly model: string;
  readonly system_fingerprint: string;
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly choices: readonly Choice[];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string;
    readonly code: string;
  };
}

export interface Choice {
  readonly index: number;
  readonly text: string;
  readonly message: { readonly role: string; readonly content: string };
  readonly delta: { readonly role?: string; readonly content?: string };
  readonly finish_reason: string | null;
  readonly stop_reason: string | null;
  readonly prompt_logprobs: readonly (Readonly<
    Record<string, { readonly logprob: number; readonly rank: number | null }>
  > | null)[];
  readonly logprobs: {
    readonly tokens: readonly string[];
    readonly token_logprobs: readonly (number | null)[];
    readonly top_logprobs: readonly (Readonly<Record<string, number>> | null)[];
    readonly text_offset: readonly number[];
    readonly content: readonly {
      readonly token: string;
      readonly logprob: number;
      readonly bytes: readonly number[] | null;
      readonly top_logprobs: readonly { readonly token: string; readonly logprob: number }[];
    }[];
  } | null;
}

export const tinyPath = repositoryPath('media/checkpoints/glens-tiny');

export async function serveTiny(
  options: Partial<ServingOptions> = {},
  adapters: readonly { readonly name: string; readonly path: string }[] = [],
): Promise<ServedTiny> {
  const scratch = mkdtempSync(join(tmpdir(), 'glens-test-'));
  const opened = await openModels(
    {
      versions: { 'guardrail-lens': 'test' },
      open: (ref) => openCheckpoint(ref, { cacheFolder: scratch, scratchFolder: scratch }),
    },
    { ref: { path: tinyPath }, adapters },
    new AbortController().signal,
  );
  const generator = await loadGenerator(opened.main, { executionProvider: 'cpu' });
  const log: string[] = [];
  const serving = await startServing(opened.models, generator, {
    host: '127.0.0.1',
    port: 0,
    apiKey: null,
    fixedBatch: false,
    batchSize: 8,
    allowRemote: false,
    log: (line) => log.push(line),
    ...options,
  });
  const send = (path: string, body: object, { headers, signal }: PostOptions = {}): Promise<Response> =>
    fetch(`${serving.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    url: serving.url,
    checkpoint: opened.main,
    generator,
    log,
    serving,
    get: async (path, headers = {}) => reply(await fetch(`${serving.url}${path}`, { headers })),
    post: async (path, body, more) => reply(await send(path, body, more)),
    stream: async (path, body) => {
      const text = await (await send(path, { ...body, stream: true })).text();
      return text
        .split('\n\n')
        .filter((event) => event !== '')
        .map((event) => event.replace(/^data: /u, ''));
    },
    stop: async () => {
      await serving.stop();
      await generator.dispose();
      await opened.dispose();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function reply(response: Response): Promise<Reply> {
  return { status: response.status, body: (await response.json()) as Answer };
}

/** The chunks of a stream that ended properly. */
export function chunksOf(events: readonly string[]): readonly Answer[] {
  if (events.at(-1) !== '[DONE]') throw new Error(`The stream did not end: ${events.at(-1) ?? 'nothing'}`);
  return events.slice(0, -1).map((event) => JSON.parse(event) as Answer);
}
