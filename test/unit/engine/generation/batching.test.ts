// Rows in company give what they give alone; the fixed-batch mode to the last bit.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { KvCache } from '../../../../src/engine/generation/kvCache';
import { DecoderModel } from '../../../../src/engine/models/decoderModel';
import type { Generated } from '../../../../src/engine/generation/generator';
import type { Tiny } from './tinyGenerator';
import { content, plain, randomRows, tinyGenerator } from './tinyGenerator';

let tiny: Tiny;
beforeAll(async () => {
  // Three of 320 tokens end a row: rows leave at different times.
  tiny = await tinyGenerator([2, 50, 120]);
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

describe('continuous batching', () => {
  it('gives each row what it gets alone', async () => {
    const rows = randomRows(25, 5);
    const settings = { ...plain, temperature: 1, maxNewTokens: 80 };
    const together = await tiny.run(rows, { ...settings, batchSize: 6 });
    expect(together.size).toBe(rows.length);
    const lengths = new Set<number>();
    for (const row of rows) {
      const alone = (await tiny.run([row], { ...settings, batchSize: 1 })).get(row.id);
      const inCompany = together.get(row.id);
      expect(inCompany?.tokenIds).toEqual(alone?.tokenIds);
      expect(inCompany?.text).toBe(alone?.text);
      expect(inCompany?.finishReason).toBe(alone?.finishReason);
      alone?.logprobs.forEach((logprob, i) => {
        expect(inCompany?.logprobs[i]).toBeCloseTo(logprob, 3);
      });
      lengths.add(alone?.tokenIds.length ?? 0);
    }
    // Otherwise nothing left and entered.
    expect(lengths.size).toBeGreaterThan(5);
  });

  it('reads no more cache than the rows in flight need, once long ones have left', async () => {
    const prompt = (id: number, length: number) => Array.from({ length }, (_, i) => 3 + ((7 * i + id) % 300));
    const rows = Array.from({ length: 18 }, (_, id) => ({
      id,
      promptIds: prompt(id, id < 2 ? 200 : 5),
      seed: id,
    }));
    const settings = { ...plain, batchSize: 4, maxNewTokens: 8 };
    const rearrange = vi.spyOn(KvCache.prototype, 'rearrange');
    const together = await tiny.run(rows, settings);
    const shapes = rearrange.mock.calls.map(([, batch, capacity]) => [batch, capacity]);
    rearrange.mockRestore();
    expect(shapes[0]).toEqual([4, 256]);
    // While rows still wait: with none waiting, empty slots go.
    expect(shapes).toContainEqual([4, 64]);
    for (const row of rows.slice(0, 5)) {
      const alone = (await tiny.run([row], { ...settings, batchSize: 1 })).get(row.id);
      expect(together.get(row.id)?.tokenIds).toEqual(alone?.tokenIds);
    }
  });

  it('prefills a prompt once for all its samples, each with its own random numbers', async () => {
    const promptIds = [7, 8, 9, 10];
    const rows = [0, 1, 2, 3].map((id) => ({ id, promptIds, seed: id }));
    const results = await tiny.run(rows, { ...plain, temperature: 1 });
    expect(new Set([...results.values()].map((result) => result.tokenIds.join())).size).toBe(4);
    const again = await tiny.run([{ id: 9, promptIds, seed: 2 }], { ...plain, temperature: 1 });
    expect(again.get(9)?.tokenIds).toEqual(results.get(2)?.tokenIds);
  });
});

describe('what prompts begin with alike', () => {
  const numbers = (length: number, seed: number): number[] =>
    Array.from({ length }, (_, i) => 3 + ((11 * i * i + 7 * i + 29 * seed) % 300));
  const beginning = numbers(40, 0);
  const rows = [
    ...Array.from({ length: 14 }, (_, id) => [...beginning, ...numbers(3 + id, id + 1)]),
    // Longer than the others, so that they come first: a beginning that is cut down later.
    ...[1, 2].map((last) => [...beginning, ...numbers(80, 50), last]),
    // Itself nothing but the beginning; a part of it; nothing of it.
    beginning,
    [...beginning.slice(0, 20), 5, 6, 7],
    numbers(9, 99),
  ].map((promptIds, id) => ({ id, promptIds, seed: id }));

  async function positionsOf(work: () => Promise<void>): Promise<number> {
    const run = vi.spyOn(DecoderModel.prototype, 'run');
    await work();
    const positions = run.mock.calls.reduce(
      (sum, [{ ids, sequence }]) => sum + (sequence > 1 ? ids.length : 0),
      0,
    );
    run.mockRestore();
    return positions;
  }

  it.each([0, 1])(
    'is computed once, and the answers are those without (temperature %d)',
    async (temperature) => {
      const settings = { ...plain, temperature, maxNewTokens: 12 };
      let together = new Map<number, Generated>();
      const computed = await positionsOf(async () => {
        together = await tiny.run(rows, { ...settings, batchSize: 4 });
      });
      const tokens = rows.reduce((sum, { promptIds }) => sum + promptIds.length, 0);
      expect(computed).toBeLessThan(0.65 * tokens);
      for (const row of rows) {
        const alone = (await tiny.run([row], { ...settings, batchSize: 1 })).get(row.id);
        const own = together.get(row.id);
        expect(own?.tokenIds, String(row.id)).toEqual(alone?.tokenIds);
        alone?.logprobs.forEach((logprob, i) => {
          expect(own?.logprobs[i]).toBeCloseTo(logprob, 3);
        });
      }
    },
  );

  it('is computed for each row where readers want every position, and in fixed batches', async () => {
    const tokens = rows.reduce((sum, { promptIds }) => sum + promptIds.length, 0);
    const seen = new Map<number, number>();
    tiny.generator.useHooks({
      readers: [
        {
          layer: 0,
          read: ({ id }, from, values) => {
            expect(from).toBe(seen.get(id) ?? 0);
            seen.set(id, from + values.length / tiny.checkpoint.config.hiddenSize);
          },
        },
      ],
    });
    await tiny.run(rows, { ...plain, maxNewTokens: 1, batchSize: 4 });
    tiny.generator.useHooks(null);
    expect(rows.map(({ id }) => seen.get(id))).toEqual(rows.map(({ promptIds }) => promptIds.length));
    const fixed = await positionsOf(async () => {
      await tiny.run(rows, { ...plain, maxNewTokens: 1, batchSize: 4, fixedBatch: true });
    });
    expect(fixed).toBe(tokens);
  });
});

describe('fixed batches', () => {
  it('do not depend on the company, bit for bit', async () => {
    const rows = randomRows(20, 6);
    const settings = { ...plain, fixedBatch: true, batchSize: 4, maxNewTokens: 40 };
    const together = await tiny.run(rows, settings);
    const reversed = await tiny.run([...rows].reverse(), settings);
    const others = randomRows(9, 77).map((row) => ({ ...row, id: row.id + 1000 }));
    for (const row of rows) {
      expect(content(reversed.get(row.id))).toEqual(content(together.get(row.id)));
    }
    for (const row of rows.slice(0, 6)) {
      const alone = await tiny.run([row], settings);
      const elsewhere = await tiny.run(
        [...others.slice(0, 3 + row.id), row, ...others.slice(3 + row.id)],
        settings,
      );
      expect(content(alone.get(row.id))).toEqual(content(together.get(row.id)));
      expect(content(elsewhere.get(row.id))).toEqual(content(together.get(row.id)));
    }
  });
});

describe('log-probabilities', () => {
  it('are those of the logits at temperature 1, whatever the sampling', async () => {
    const row = { id: 0, promptIds: [5, 6, 7], seed: 3 };
    const results = await tiny.run([row], {
      ...plain,
      temperature: 0.7,
      topK: 20,
      topP: 0.9,
      maxNewTokens: 10,
    });
    const result = results.get(0);
    const ids = result?.tokenIds ?? [];
    const [logits] = await tiny.generator.logits([[...row.promptIds, ...ids]]);
    ids.forEach((id, i) => {
      const at = (row.promptIds.length - 1 + i) * 320;
      const values = [...(logits ?? []).slice(at, at + 320)];
      const largest = Math.max(...values);
      const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
      const expected = (values[id] ?? NaN) - largest - Math.log(total);
      expect(result?.logprobs[i]).toBeCloseTo(expected, 3);
    });
    expect(ids.length).toBeGreaterThan(0);
  });
});
