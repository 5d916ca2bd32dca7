// Every architecture and PEFT variant against PyTorch in float32: logits, greedy continuations, log-probabilities.
import { describe, expect, it } from 'vitest';
import { withEndTokens } from '../../../../src/engine/checkpoints/withEndTokens';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import type { Generated } from '../../../../src/engine/generation/generator';
import type { GoldenRow } from './goldenFixtures';
import { goldenNames, missing, openFixture, readGolden } from './goldenFixtures';

const greedy = {
  temperature: 0,
  topP: 1,
  topK: 0,
  maxNewTokens: 64,
  stop: [],
  fixedBatch: false,
};

function largestDifference(row: GoldenRow, logits: Float32Array, vocabulary: number): number {
  const columns = Math.ceil(vocabulary / row.stride);
  expect(row.logits.length).toBe(columns * row.prompt.length);
  let largest = 0;
  for (let position = 0; position < row.prompt.length; position++) {
    for (let column = 0; column < columns; column++) {
      const ours = logits[position * vocabulary + column * row.stride] ?? NaN;
      const theirs = row.logits[position * columns + column] ?? NaN;
      const difference = Math.abs(ours - theirs);
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}

describe.each(goldenNames)('%s', (name) => {
  const absent = missing(name);
  if (absent !== null) console.log(absent);

  it.skipIf(absent !== null)('computes what PyTorch computes', async () => {
    const golden = readGolden(name);
    const checkpoint = withEndTokens(await openFixture(name), []);
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    const vocabulary = checkpoint.config.vocabSize;

    const logits = await generator.logits(golden.map((row) => row.prompt));
    for (const [index, row] of golden.entries()) {
      const ours = logits[index] ?? new Float32Array();
      expect(largestDifference(row, ours, vocabulary)).toBeLessThan(1e-3);
    }

    // The first row alone, the other eight as one ragged batch.
    const [alone, ...ragged] = golden.map((row, id) => ({ id, promptIds: row.prompt, seed: id }));
    const results = new Map<number, Generated>();
    const onRow = (id: number, generated: Generated): void => {
      expect(results.has(id)).toBe(false);
      results.set(id, generated);
    };
    if (alone === undefined) throw new Error('A golden has nine rows.');
    await generator.generate([alone], { ...greedy, batchSize: 1 }, { onRow });
    await generator.generate(ragged, { ...greedy, batchSize: 8 }, { onRow });
    for (const [index, row] of golden.entries()) {
      const result = results.get(index);
      expect(result?.tokenIds).toEqual(row.greedy);
      expect(result?.finishReason).toBe('length');
      expect(result?.promptTokens).toBe(row.prompt.length);
      row.logprobs.forEach((logprob, i) => {
        expect(Math.abs((result?.logprobs[i] ?? NaN) - logprob)).toBeLessThan(1e-3);
      });
    }
    await generator.dispose();
    await checkpoint.dispose();
  });
});
