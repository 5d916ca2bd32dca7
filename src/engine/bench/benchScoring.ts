// Whether reading answers with both models, whole vocabulary and all, takes longer than it took both to generate answers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from '../../protocol/contracts';
import { distributionComparer } from '../../safety/drift/distributionDistance';
import { seededRandom } from '../../safety/random';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { withEndTokens } from '../checkpoints/withEndTokens';
import type { Generator } from '../generation/generator';
import { loadGenerator } from '../generation/loadGenerator';
import { visitPairs } from '../tokens/visitPairs';
import { modelOrRandom } from './randomCheckpoint';

export interface BenchScoringOptions {
  /** A checkpoint; by default random bfloat16 weights in the geometry of SmolLM2-135M. */
  readonly model?: string;
  readonly prompts?: number;
  readonly newTokens?: number;
}

const promptLength = 48;
const batchSize = 32;

/** Two sessions of the same weights stand for two checkpoints. @throws GuardrailError what opening and loading throw */
export async function benchScoring(
  options: BenchScoringOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const prompts = options.prompts ?? 400;
  const newTokens = options.newTokens ?? 64;
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  const cleanups = [(): Promise<void> => rm(scratch, { recursive: true, force: true })];
  try {
    const path = await modelOrRandom(options.model, scratch, 'BF16', report);
    const opened = await openCheckpoint({ path }, { cacheFolder: scratch, scratchFolder: scratch });
    cleanups.push(() => opened.dispose());
    // Every row runs to its limit.
    const checkpoint = withEndTokens(opened, []);
    const { config } = checkpoint;
    const models: Generator[] = [];
    for (let side = 0; side < 2; side++) {
      const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
      cleanups.push(() => generator.dispose());
      models.push(generator);
    }
    const [base, tuned] = models;
    if (base === undefined || tuned === undefined) throw new RangeError('There are two models.');
    const random = seededRandom(7);
    const asked = Array.from({ length: prompts }, () =>
      Array.from({ length: promptLength }, () => 3 + Math.floor(random() * (config.vocabSize - 3))),
    );
    report(`${prompts} prompts of ${promptLength} tokens, ${newTokens} new tokens each, both models`);
    const began = performance.now();
    const answers = await generate(base, asked, newTokens);
    await generate(tuned, asked, newTokens);
    const generating = (performance.now() - began) / 1000;
    report(`generating: ${generating.toFixed(1)} s`);
    const before = process.memoryUsage.rss();
    let largest = before;
    let kl = 0;
    const compare = distributionComparer(config.vocabSize);
    const started = performance.now();
    await visitPairs(
      asked.map((ids, index) => ({ basePrompt: ids, tunedPrompt: ids, ids: answers[index] ?? [] })),
      {
        base: { config, visit: base.visit.bind(base) },
        tuned: { config, visit: tuned.visit.bind(tuned) },
        signal: new AbortController().signal,
        onPosition: ({ base: left, tuned: right }) => {
          kl += compare(right, left).kl;
        },
        onProgress: () => {
          largest = Math.max(largest, process.memoryUsage.rss());
        },
      },
    );
    const reading = (performance.now() - started) / 1000;
    report(
      `reading: ${reading.toFixed(1)} s, ratio ${(reading / generating).toFixed(2)}, KL ${kl.toFixed(6)}`,
    );
    return [
      { label: `both models generate ${prompts} answers`, value: generating, unit: 's' },
      { label: 'both models read them, whole vocabulary', value: reading, unit: 's' },
      { label: 'reading against generating', value: reading / generating, unit: 'times' },
      { label: 'memory that reading adds', value: (largest - before) / 1e6, unit: 'MB' },
    ];
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

async function generate(
  generator: Generator,
  prompts: readonly (readonly number[])[],
  maxNewTokens: number,
): Promise<(readonly number[])[]> {
  const answers: (readonly number[])[] = prompts.map(() => []);
  await generator.generate(
    prompts.map((promptIds, id) => ({ id, promptIds, seed: id })),
    { temperature: 0, topP: 1, topK: 0, maxNewTokens, stop: [], batchSize, fixedBatch: false },
    {
      onRow: (id, { tokenIds }) => {
        answers[id] = tokenIds;
      },
    },
  );
  return answers;
}
