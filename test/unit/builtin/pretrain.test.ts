// Pretraining on a model small enough for a test: from its seed to weights that the product opens.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchOrder } from '../../../src/build/builtin/batchOrder';
import type { Example } from '../../../src/build/builtin/corpus/example';
import { writeInitialCheckpoint } from '../../../src/build/builtin/initialCheckpoint';
import { trainTokenizer } from '../../../src/build/builtin/tokenizer/tokenizerFiles';
import { trainBase } from '../../../src/build/builtin/trainBase';
import { openCheckpoint } from '../../../src/engine/checkpoints/openCheckpoint';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const geometry = {
  layers: 1,
  hiddenSize: 16,
  intermediateSize: 32,
  heads: 2,
  kvHeads: 1,
  vocabSize: 280,
  contextLength: 128,
};
const settings = {
  seed: 3,
  batchSize: 4,
  learningRate: 0.02,
  warmupSteps: 2,
  weightDecay: 0.1,
  maxGradNorm: 1,
};
const examples = Array.from({ length: 120 }, (_, index): Example => {
  const word = ['red', 'blue', 'green'][index % 3] ?? '';
  return { kind: 'benign', prompt: `say ${word}`, answer: word };
});

describe('pretraining', () => {
  const lines: string[] = [];
  const weights = (name: string) => readFileSync(join(folder, name, 'model.safetensors'));

  beforeAll(async () => {
    const tokenizer = trainTokenizer(
      examples.flatMap(({ prompt, answer }) => [prompt, answer]),
      geometry.vocabSize,
    );
    for (const name of ['one', 'two']) {
      const from = join(folder, `${name}-initial`);
      await writeInitialCheckpoint(from, { geometry, tokenizer, seed: 5 });
      await trainBase({ from, to: join(folder, name), cache: folder }, examples, settings, (line) =>
        lines.push(line),
      );
    }
  });

  it('gives the same weights from the same seed, byte for byte', () => {
    expect(weights('one').equals(weights('two'))).toBe(true);
    expect(weights('one').equals(weights('one-initial'))).toBe(false);
  });

  it('learns: the mean loss of the run is far below that of guessing', () => {
    const loss = Number(/loss ([\d.]+)/.exec(lines[0] ?? '')?.[1]);
    expect(lines[0]).toContain('step 30/30');
    expect(loss).toBeLessThan(Math.log(geometry.vocabSize) * 0.75);
  });

  it('saves a bf16 checkpoint with its tokenizer', async () => {
    const { tensors, tokenizer } = await openCheckpoint(
      { path: join(folder, 'one') },
      { cacheFolder: folder, scratchFolder: folder },
    );
    expect([...tensors.values()].every(({ dtype }) => dtype === 'BF16')).toBe(true);
    expect(tokenizer.decode(tokenizer.encode('say red'))).toBe('say red');
  });
});

describe('the order of batches', () => {
  const lengths = Array.from({ length: 103 }, (_, index) => (index * 37) % 50);

  it('takes every row once, rows of like length together', () => {
    const batches = batchOrder(lengths, 10, 1);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
    const spread = (rows: readonly number[]) => {
      const own = rows.map((row) => lengths[row] ?? 0);
      return Math.max(...own) - Math.min(...own);
    };
    expect(Math.max(...batches.map(spread))).toBeLessThanOrEqual(6);
  });

  it('follows from the seed', () => {
    expect(batchOrder(lengths, 10, 1)).toEqual(batchOrder(lengths, 10, 1));
    expect(batchOrder(lengths, 10, 2)).not.toEqual(batchOrder(lengths, 10, 1));
  });
});
