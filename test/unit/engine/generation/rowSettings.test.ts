// Settings of a row in place of the call's, tokens as they are taken, and their likeliest rivals.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GeneratedToken, GenerationRow } from '../../../../src/engine/generation/generator';
import { likeliest } from '../../../../src/engine/generation/likeliest';
import type { Tiny } from './tinyGenerator';
import { content, logSoftmax, plain, randomRows, tinyGenerator } from './tinyGenerator';

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator();
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

describe('the settings of a row', () => {
  it('hold for that row alone, to the bit in fixed batches', async () => {
    const settings = { ...plain, fixedBatch: true, maxNewTokens: 20 };
    const rows = randomRows(6, 21);
    const own = { temperature: 0.8, topK: 30, topP: 0.9, maxNewTokens: 12 };
    const stopping = (await tiny.run(rows.slice(2, 3), settings)).get(2)?.text.slice(4, 8) ?? '';
    const mixed = rows.map((row): GenerationRow => {
      if (row.id === 1) return { ...row, settings: own };
      if (row.id === 2) return { ...row, settings: { stop: [stopping] } };
      return row.id === 3 ? { ...row, topLogprobs: 2 } : row;
    });
    const together = await tiny.run(mixed, settings);
    const greedy = await tiny.run(rows, settings);
    for (const id of [0, 4, 5]) expect(content(together.get(id))).toEqual(content(greedy.get(id)));
    const sampled = await tiny.run(rows.slice(1, 2), { ...settings, ...own });
    expect(content(together.get(1))).toEqual(content(sampled.get(1)));
    expect(together.get(1)?.tokenIds.length).toBe(12);
    expect(stopping.length).toBe(4);
    expect(together.get(2)?.finishReason).toBe('stopString');
    expect(together.get(3)?.tokenIds).toEqual(greedy.get(3)?.tokenIds);
  });
});

describe('tokens as they are taken', () => {
  it.each([0, 1])('bring their rivals, exact, at temperature %f', async (temperature) => {
    const rows = randomRows(5, 22).map((row) => ({ ...row, topLogprobs: row.id }));
    const tokens = new Map<number, GeneratedToken[]>();
    const results = new Map<number, readonly number[]>();
    await tiny.generator.generate(
      rows,
      { ...plain, temperature, maxNewTokens: 8 },
      {
        onToken: (id, token) => {
          expect(results.has(id)).toBe(false);
          tokens.set(id, [...(tokens.get(id) ?? []), token]);
        },
        onRow: (id, { tokenIds }) => results.set(id, tokenIds),
      },
    );
    for (const row of rows) {
      const taken = tokens.get(row.id) ?? [];
      expect(taken.map(({ id }) => id)).toEqual(results.get(row.id));
      const [logits] = await tiny.generator.logits([[...row.promptIds, ...taken.map(({ id }) => id)]]);
      taken.forEach((token, i) => {
        const exact = logSoftmax(logits ?? new Float32Array(), row.promptIds.length - 1 + i);
        expect(token.logprob).toBeCloseTo(exact[token.id] ?? NaN, 3);
        const sorted = [...exact].sort((a, b) => b - a).slice(0, row.id);
        expect(token.top.length).toBe(row.id);
        token.top.forEach(({ id, logprob }, rank) => {
          expect(logprob).toBeCloseTo(sorted[rank] ?? NaN, 3);
          expect(exact[id]).toBeCloseTo(logprob, 3);
        });
      });
    }
  });

  it.each([
    [0, []],
    [1, [3]],
    [3, [3, 0, 2]],
    [9, [3, 0, 2, 5, 1]],
  ])('the %i likeliest: falling, the lower id first, nothing that is forbidden', (count, ids) => {
    const logits = Float32Array.of(1, -2, 0.5, 4, -Infinity, 0.5);
    const top = likeliest(logits, count, 2);
    expect(top.map(({ id }) => id)).toEqual(ids);
    for (const { id, logprob } of top) expect(logprob).toBe((logits[id] ?? NaN) - 2);
  });
});
