// Time from a path on disk to the first token, and what adapters cost in memory beside their base.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Precision } from '../../protocol/checkpoints';
import type { BenchRow } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import { seededRandom } from '../../safety/random';
import { inPrecision } from '../../safety/subjects/defaultPrecision';
import type { Adapter } from '../adapters/adapter';
import { newAdapter } from '../adapters/newAdapter';
import { saveAdapter } from '../adapters/peft/saveAdapter';
import type { ModelConfig } from '../checkpoints/checkpoint';
import { openCheckpoint } from '../checkpoints/openCheckpoint';
import { projections } from '../checkpoints/projections';
import type { Generator } from '../generation/generator';
import { loadGenerator } from '../generation/loadGenerator';
import { geometries } from './geometries';
import { writeRandomCheckpoint } from './randomCheckpoint';

export interface BenchLoadOptions {
  /** Checkpoint to load. */
  readonly model: string;
  readonly precision?: Precision;
}

const adapters = 3;
const rank = 16;

export async function benchLoad(
  options: BenchLoadOptions,
  report: (line: string) => void,
): Promise<BenchRow[]> {
  const { model: path, precision = 'exact' } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'guardrail-lens-bench-'));
  try {
    const before = process.memoryUsage.rss();
    const started = performance.now();
    const folders = { cacheFolder: scratch, scratchFolder: scratch };
    const checkpoint = await openCheckpoint(inPrecision({ path }, precision), folders);
    const generator = await loadGenerator(checkpoint, {
      executionProvider: 'cpu',
      scratchFolder: scratch,
    });
    await firstToken(generator);
    const loadMilliseconds = performance.now() - started;
    const stays = process.memoryUsage.rss();
    // Of the whole life of this process, which has done nothing else.
    const peak = 1024 * process.resourceUsage().maxRSS;
    const base = stays - before;
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
      { label: 'peak of the process while loading', value: peak / 1e6, unit: 'MB' },
      { label: 'peak against what stays', value: peak / stays, unit: 'times' },
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
 * Writes random bfloat16 weights in a geometry, SmolLM2-135M's where none is named, and a random adapter over them in `adapter/`. Another
 * process has to measure them: what this one allocates would be counted.
 */
export async function writeLoadModel(folder: string, name = 'smollm2-135m'): Promise<BenchRow[]> {
  const geometry = geometries[name];
  if (geometry === undefined) {
    throw new GuardrailError(
      'invalidRequest',
      `There is no geometry ${name}.`,
      `There are: ${Object.keys(geometries).join(', ')}.`,
    );
  }
  await writeRandomCheckpoint(folder, { geometry, dtype: 'BF16', seed: 1, repeatAfter: 4_194_301 });
  const folders = { cacheFolder: folder, scratchFolder: folder };
  const checkpoint = await openCheckpoint({ path: folder }, folders);
  await checkpoint.dispose();
  const beside = join(folder, 'adapter');
  await mkdir(beside);
  await saveAdapter(beside, randomAdapter(checkpoint.config, 0), folder);
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
