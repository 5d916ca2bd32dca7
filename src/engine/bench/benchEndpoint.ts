// Tokens per second of the same answers from the engine itself and over its HTTP server on loopback, taking turns in one
// run. Both render the prompts, and every answer runs to its limit.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { BenchRow } from '../../protocol/contracts';
import type { OpenCheckpoint } from '../checkpoints/checkpoint';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { withEndTokens } from '../checkpoints/withEndTokens';
import type { Generator } from '../generation/generator';
import { loadGenerator } from '../generation/loadGenerator';
import { ServedModels } from '../serve/servedModel';
import { startServing } from '../serve/startServing';
import { median } from './median';

export interface BenchEndpointOptions {
  readonly model: string;
  /** Requests under way at once, and rows decoded together. */
  readonly concurrency?: number;
  readonly prompts?: number;
  readonly newTokens?: number;
  /** Turns of each side; the median counts. */
  readonly repeats?: number;
}

interface Work {
  readonly prompts: readonly string[];
  readonly concurrency: number;
  readonly newTokens: number;
}

const modelId = 'bench';
const completionSchema = z.object({ usage: z.object({ completion_tokens: z.number() }) });

/** @throws GuardrailError what opening, loading and serving throw. */
export async function benchEndpoint(
  options: BenchEndpointOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const repeats = options.repeats ?? 3;
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  const cleanups = [(): Promise<void> => rm(scratch, { recursive: true, force: true })];
  try {
    const checkpoint = withEndTokens(
      await openCheckpoint({ path: options.model }, { cacheFolder: scratch, scratchFolder: scratch }),
      [],
    );
    cleanups.push(() => checkpoint.dispose());
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    cleanups.push(() => generator.dispose());
    const concurrency = options.concurrency ?? 32;
    const serving = await startServing(servedAlone(checkpoint), generator, {
      host: '127.0.0.1',
      port: 0,
      apiKey: null,
      fixedBatch: false,
      batchSize: concurrency,
      allowRemote: false,
      log: () => undefined,
    });
    cleanups.push(() => serving.stop());
    const work = {
      prompts: questions(options.prompts ?? 64),
      concurrency,
      newTokens: options.newTokens ?? 64,
    };
    report(
      `${work.prompts.length} prompts, ${work.newTokens} new tokens each, ${concurrency} at once, median of ${repeats}`,
    );
    return await measure(work, repeats, {
      local: (some) => askLocally(checkpoint, generator, some),
      served: (some) => askServer(serving.url, checkpoint.tokenizer.templateHash !== null, some),
    });
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** Answers all of the work; returns how many tokens it took. */
type Side = (work: Work) => Promise<number>;

async function measure(
  work: Work,
  repeats: number,
  sides: { readonly local: Side; readonly served: Side },
): Promise<BenchRow[]> {
  const speedOf = async (side: Side): Promise<number> => {
    const started = performance.now();
    const tokens = await side(work);
    return (1000 * tokens) / (performance.now() - started);
  };
  // A short round first: memory is mapped, threads are up, clients are connected, the process for templates runs.
  const short = { ...work, prompts: work.prompts.slice(0, work.concurrency), newTokens: 4 };
  await sides.local(short);
  await sides.served(short);
  const local: number[] = [];
  const served: number[] = [];
  for (let turn = 0; turn < repeats; turn++) {
    local.push(await speedOf(sides.local));
    served.push(await speedOf(sides.served));
  }
  return [
    { label: 'local engine', value: median(local), unit: 'tokens/s' },
    { label: `over serve, ${work.concurrency} requests at once`, value: median(served), unit: 'tokens/s' },
    { label: 'ratio', value: median(served) / median(local), unit: 'times' },
  ];
}

async function askLocally(checkpoint: OpenCheckpoint, generator: Generator, work: Work): Promise<number> {
  const { tokenizer } = checkpoint;
  const rendered =
    tokenizer.templateHash === null
      ? work.prompts
      : await tokenizer.renderChats(work.prompts.map((content) => [{ role: 'user', content }]));
  let tokens = 0;
  await generator.generate(
    rendered.map((text, id) => ({ id, promptIds: tokenizer.encode(text), seed: id })),
    {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxNewTokens: work.newTokens,
      stop: [],
      batchSize: work.concurrency,
      fixedBatch: false,
    },
    {
      onRow: (_, generated) => {
        tokens += generated.tokenIds.length;
      },
    },
  );
  return tokens;
}

/** As many clients as may ask at once, each with one request after the other. */
async function askServer(url: string, chat: boolean, work: Work): Promise<number> {
  const waiting = [...work.prompts];
  let tokens = 0;
  const client = async (): Promise<void> => {
    for (let prompt = waiting.shift(); prompt !== undefined; prompt = waiting.shift()) {
      const asked = chat ? { messages: [{ role: 'user', content: prompt }] } : { prompt };
      const response = await fetch(`${url}/${chat ? 'chat/completions' : 'completions'}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...asked, model: modelId, temperature: 0, max_tokens: work.newTokens }),
      });
      tokens += completionSchema.parse(await response.json()).usage.completion_tokens;
    }
  };
  await Promise.all(Array.from({ length: work.concurrency }, client));
  return tokens;
}

function servedAlone(checkpoint: OpenCheckpoint): ServedModels {
  const { adapter, tokenizer, config } = checkpoint;
  const { contextLength, vocabSize } = config;
  return new ServedModels(
    { id: modelId, parent: null, adapter, tokenizer, contextLength, vocabSize, systemFingerprint: modelId },
    [],
  );
}

function questions(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `Question ${index + 1}: what is ${index} and ${index * 7}?`,
  );
}
