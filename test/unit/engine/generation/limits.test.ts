// How work is cut up: prompts into groups, long prompts into chunks, rows by memory.
import { totalmem } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { fixedCapacity } from '../../../../src/engine/generation/fixedBatch';
import { cacheBytes } from '../../../../src/engine/generation/kvCache';
import {
  cacheBudget,
  chunkTokens,
  passTokens,
  rowsWithin,
  weightBytes,
} from '../../../../src/engine/generation/limits';
import { distinctPrompts, prefillGroups } from '../../../../src/engine/generation/prefill';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { DecoderModel } from '../../../../src/engine/models/decoderModel';
import { KvCache } from '../../../../src/engine/generation/kvCache';
import { openFixture } from '../models/goldenFixtures';
import { plain, randomRows, tinyGenerator } from './tinyGenerator';

const config = {
  ...(await openFixture('llama')).config,
  layers: 30,
  hiddenSize: 576,
  intermediateSize: 1536,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  vocabSize: 49152,
};

describe('limits', () => {
  it('keep a pass short and its scores small', () => {
    expect(passTokens(config)).toBeGreaterThan(100);
    expect(passTokens(config)).toBeLessThan(1000);
    for (const before of [0, 1000, 8000, 100_000]) {
      const chunk = chunkTokens(config, before);
      expect(chunk).toBeGreaterThanOrEqual(16);
      expect(4 * config.heads * chunk * (before + chunk)).toBeLessThanOrEqual(2 ** 28);
    }
  });

  it('give as many rows as fit the memory, and one at least', () => {
    const budget = 10 * cacheBytes(config, 512);
    expect(rowsWithin(config, 512, budget)).toBe(10);
    expect(rowsWithin(config, 512 * 100, budget)).toBe(1);
  });

  it('fixed capacities suffice and are few', () => {
    const capacities = new Set<number>();
    for (let length = 1; length <= 4096; length++) {
      expect(fixedCapacity(length)).toBeGreaterThanOrEqual(length);
      capacities.add(fixedCapacity(length));
    }
    expect(capacities.size).toBeLessThan(30);
  });
});

describe('the budget of keys and values', () => {
  it('follows the machine, or the memory limit and what the weights leave of it', () => {
    expect(cacheBudget(null, 1e9)).toBeLessThanOrEqual(Math.max(2 ** 28, totalmem() / 4));
    expect(cacheBudget(4e9, 1e9)).toBe(1e9);
    expect(cacheBudget(4e9, 3e9)).toBe(0.5e9);
    expect(cacheBudget(4e9, 5e9)).toBe(0);
  });

  it('counts the weights as float32, whatever the file holds', async () => {
    const [whole, half] = [await openFixture('llama'), await openFixture('llama-tied-bf16')];
    for (const checkpoint of [whole, half]) {
      const parameters = [...checkpoint.tensors.values()].reduce(
        (sum, tensor) => sum + tensor.shape.reduce((product, size) => product * size, 1),
        0,
      );
      expect(weightBytes(checkpoint)).toBeGreaterThanOrEqual(4 * parameters);
      await checkpoint.dispose();
    }
  });

  it.each([{ fixedBatch: false }, { fixedBatch: true }])(
    'leaves a single row in flight where the limit leaves no more, with the same answers ($fixedBatch)',
    async (mode) => {
      const settings = { ...plain, ...mode };
      const rows = randomRows(7, 3);
      const free = await tinyGenerator();
      const limited = await tinyGenerator([], { memoryLimit: 1 });
      const expected = await free.run(rows, settings);
      const pass = vi.spyOn(DecoderModel.prototype, 'run');
      const results = await limited.run(rows, settings);
      const batches = pass.mock.calls.map(([input]) => input.ids.length / input.sequence);
      pass.mockRestore();
      expect(Math.max(...batches)).toBe(1);
      for (const row of rows) {
        expect(results.get(row.id)?.tokenIds).toEqual(expected.get(row.id)?.tokenIds);
      }
      for (const { generator, checkpoint } of [free, limited]) {
        await generator.dispose();
        await checkpoint.dispose();
      }
    },
  );
});

describe('prefill groups', () => {
  const rows = [30, 29, 28, 10, 9, 100].map((length, slot) => ({
    slot,
    promptIds: Array.from({ length }, (_, i) => i + slot),
  }));

  it('hold similar lengths within the limit, every row once', () => {
    const groups = prefillGroups(distinctPrompts(rows, false), 64, false);
    expect(groups.map((group) => group.map((prompt) => prompt.ids.length))).toEqual([
      [100],
      [30, 29],
      [28],
      [10, 9],
    ]);
    expect(
      groups
        .flat()
        .flatMap((prompt) => prompt.rows.map((row) => row.slot))
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('share equal prompts, unless each must go alone', () => {
    const twins = [0, 1].map((slot) => ({ slot, promptIds: [1, 2, 3] }));
    const groupsOf = (alone: boolean) => prefillGroups(distinctPrompts(twins, alone), 64, alone);
    expect(groupsOf(false).map((group) => group.map((prompt) => prompt.rows.length))).toEqual([[2]]);
    expect(groupsOf(true).map((group) => group.length)).toEqual([1, 1]);
  });
});

describe('a prompt in parts', () => {
  it('gives the logits it gives in one piece', async () => {
    const checkpoint = await openFixture('qwen3');
    const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
    const model = await DecoderModel.load(checkpoint, { executionProvider: 'cpu' });
    const ids = Array.from({ length: 90 }, (_, i) => 3 + ((i * 37) % 300));
    const [whole] = await generator.logits([ids]);
    const cache = new KvCache(model.config, 2, 128);
    let last: Float32Array | null = null;
    for (const [from, to] of [
      [0, 40],
      [40, 41],
      [41, 90],
    ] as const) {
      const part = ids.slice(from, to);
      const pass = await model.run({
        ids: BigInt64Array.from(part, (id) => BigInt(id)),
        positions: BigInt64Array.from(part, (_, i) => BigInt(from + i)),
        sequence: part.length,
        cache: cache.view(1),
        select: BigInt64Array.of(BigInt(part.length - 1)),
        want: 'logits',
      });
      cache.append(1, pass, 0, part.length, part.length);
      last = pass.logits;
    }
    const expected = whole?.subarray(89 * 320) ?? new Float32Array();
    expect(expected.length).toBe(320);
    expected.forEach((value, i) => expect(Math.abs((last?.[i] ?? NaN) - value)).toBeLessThan(1e-4));
    await generator.dispose();
    await model.dispose();
  });
});
