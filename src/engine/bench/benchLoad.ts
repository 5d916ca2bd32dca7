// Time from a path on disk to the first token, and what adapters cost in memory beside their base.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from '../../protocol/contracts';
import { seededRandom } from '../../safety/random';
import type { Adapter } from '../adapters/adapter';
import { newAdapter } from '../adapters/newAdapter';
import type { ModelConfig } from '../checkpoints/checkpoint';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { projections } from '../checkpoints/projections';
import type { Generator } from '../generation/generator';
import { loadGenerator } from '../generation/loadGenerator';
import { smolLm2Geometry, writeRandomCheckpoint } from './randomCheckpoint';

export interface BenchLoadOptions {
  /** Checkpoint to load. */
  readonly model: string;
}

const adapters = 3;
const rank = 16;

export async function benchLoad(
  options: BenchLoadOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const path = options.model;
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  try {
    const before = process.memoryUsage.rss();
    const started = performance.now();
    const checkpoint = await openCheckpoint({ path }, { cacheFolder: scratch, scratchFolder: scratch });
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    await firstToken(generator);
    const loadMilliseconds = performance.now() - started;
    const base = process.memoryUsage.rss() - before;
    report(
      `first token after ${(loadMilliseconds / 1000).toFixed(2)} s ` +
        `(starting Node itself took ${(bootMilliseconds() / 1000).toFixed(2)} s), base in memory: ${megabytes(base)}`,
    );
    let withAdapters = 0;
    // All stay referenced, as in a comparison that goes back and forth.
    const loaded = Array.from({ length: adapters }, (_, index) => randomAdapter(checkpoint.config, index));
    for (const adapter of loaded) {
      generator.useAdapter(adapter);
      await firstToken(generator);
      withAdapters = Math.max(withAdapters, process.memoryUsage.rss() - before);
    }
    generator.useAdapter(null);
    await firstToken(generator);
    withAdapters = Math.max(withAdapters, process.memoryUsage.rss() - before);
    const ratio = withAdapters / base;
    report(
      `base and ${adapters} adapters of rank ${rank}: ${megabytes(withAdapters)}, ratio ${ratio.toFixed(2)}`,
    );
    await generator.dispose();
    await checkpoint.dispose();
    return [
      { label: 'load until the first token', value: loadMilliseconds / 1000, unit: 's' },
      { label: 'memory of the base', value: base / 1e6, unit: 'MB' },
      { label: `memory of the base and ${adapters} adapters`, value: withAdapters / 1e6, unit: 'MB' },
      { label: 'memory ratio', value: ratio, unit: 'times' },
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** From the start of the process until user code may run. */
function bootMilliseconds(): number {
  return performance.nodeTiming.bootstrapComplete;
}

async function firstToken(generator: Generator): Promise<void> {
  await generator.generate(
    [{ id: 0, promptIds: Array.from({ length: 32 }, (_, index) => 3 + index), seed: 0 }],
    {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxNewTokens: 1,
      stop: [],
      batchSize: 1,
      fixedBatch: false,
    },
    { onRow: () => undefined },
  );
}

/**
 * Writes random bfloat16 weights in the geometry of SmolLM2-135M. Another process has to measure them: what this one
 * allocates would be counted.
 */
export async function writeLoadModel(folder: string): Promise<BenchRow[]> {
  await writeRandomCheckpoint(folder, { geometry: smolLm2Geometry, dtype: 'BF16', seed: 1 });
  return [];
}

/** All seven projections of every layer. */
function randomAdapter(config: ModelConfig, seed: number): Adapter {
  const adapter = newAdapter(config, {
    rank,
    alpha: 2 * rank,
    targets: projections,
    rslora: false,
    dropout: 0,
    seed,
  });
  const random = seededRandom(99, seed);
  for (const { data } of adapter.trainables) data.forEach((_, i) => (data[i] = (random() - 0.5) * 0.02));
  return adapter;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
