// Puts a server together from opened models and a loaded generator.
import type { ServeSpec } from '../../protocol/serving';
import type { ChatTokenizer } from '../checkpoints/checkpoint';
import type { Generator } from '../generation/generator';
import { ChatPrompts } from './chatPrompts';
import { ApiServer } from './http/apiServer';
import { checkListenAddress, isLoopback } from './http/listenAddress';
import { Scheduler } from './scheduling/scheduler';
import type { ServedModels } from './servedModel';

export interface ServingOptions extends Omit<ServeSpec, 'ref' | 'adapters'> {
  /** A line per request. */
  readonly log: (line: string) => void;
}

export interface Serving {
  readonly url: string;
  readonly requests: number;
  readonly active: number;
  readonly tokensPerSecond: number | null;
  /** Answers what is under way with an error, and closes. The generator is its owner's to dispose of. */
  stop(): Promise<void>;
}

/** @throws GuardrailError invalidRequest where the address is not allowed or cannot be had. */
export async function startServing(
  models: ServedModels,
  generator: Pick<Generator, 'useAdapter' | 'generate' | 'score'>,
  options: ServingOptions,
): Promise<Serving> {
  checkListenAddress(options);
  const { batchSize, fixedBatch } = options;
  const scheduler = new Scheduler(generator, { batchSize, fixedBatch });
  const chats = new Map<ChatTokenizer, ChatPrompts>();
  const server = await ApiServer.start(
    {
      models,
      scheduler,
      chatPrompts: ({ tokenizer }) => {
        const prompts = chats.get(tokenizer) ?? new ChatPrompts(tokenizer);
        chats.set(tokenizer, prompts);
        return prompts;
      },
    },
    { ...options, anyHost: !isLoopback(options.host) },
  );
  const stopping = new AbortController();
  const working = scheduler.run(stopping.signal);
  return {
    url: server.url,
    get requests() {
      return server.requests;
    },
    get active() {
      return server.active;
    },
    get tokensPerSecond() {
      return scheduler.tokensPerSecond;
    },
    stop: async () => {
      stopping.abort();
      await server.stop();
      await working;
    },
  };
}
