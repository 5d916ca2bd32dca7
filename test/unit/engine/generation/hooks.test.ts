// Logits processors and stopping rules: what they see, what they change, and that nothing is left of them.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LogitsProcessor } from '../../../../src/engine/generation/hooks';
import type { Tiny } from './tinyGenerator';
import { content, plain, randomRows, tinyGenerator } from './tinyGenerator';

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator();
});
afterEach(() => tiny.generator.useHooks(null));
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

const only =
  (token: number): LogitsProcessor =>
  (_, logits) => {
    logits.forEach((_value, id) => {
      if (id !== token) logits[id] = -Infinity;
    });
  };

describe('logits processors', () => {
  it('see the row so far and decide about its next token', async () => {
    const rows = randomRows(7, 31);
    const seen: number[] = [];
    tiny.generator.useHooks({
      logits: [
        (context, logits) => {
          expect(context.promptIds).toEqual(rows[context.id]?.promptIds);
          seen[context.id] = context.tokenIds.length;
          only(5 + context.id + context.tokenIds.length)(context, logits);
        },
      ],
    });
    for (const temperature of [0, 1]) {
      const results = await tiny.run(rows, { ...plain, temperature, maxNewTokens: 6 });
      for (const { id } of rows) {
        expect(results.get(id)?.tokenIds).toEqual([0, 1, 2, 3, 4, 5].map((step) => 5 + id + step));
        expect(results.get(id)?.logprobs.every((logprob) => Math.abs(logprob) < 1e-6)).toBe(true);
      }
    }
    expect(seen).toEqual(rows.map(() => 5));
  });

  it('apply in their order', async () => {
    tiny.generator.useHooks({ logits: [only(7), (_, logits) => logits.fill(0), only(8)] });
    const results = await tiny.run(randomRows(1, 32), { ...plain, maxNewTokens: 2 });
    expect(results.get(0)?.tokenIds).toEqual([8, 8]);
  });

  it('change the logits of their row alone, though rows of one prompt share them', async () => {
    const rows = [0, 1, 2].map((id) => ({ id, promptIds: [7, 8, 9], seed: 0 }));
    const settings = { ...plain, maxNewTokens: 1 };
    const free = await tiny.run(rows, settings);
    tiny.generator.useHooks({
      logits: [(context, logits) => (context.id === 0 ? only(99)(context, logits) : undefined)],
    });
    const results = await tiny.run(rows, settings);
    expect(results.get(0)?.tokenIds).toEqual([99]);
    for (const id of [1, 2]) expect(results.get(id)?.tokenIds).toEqual(free.get(id)?.tokenIds);
  });

  it('must leave a token', async () => {
    tiny.generator.useHooks({ logits: [(_, logits) => logits.fill(-Infinity)] });
    await expect(tiny.run(randomRows(1, 33), plain)).rejects.toMatchObject({ code: 'invalidRequest' });
  });

  it('that change nothing, and none, give the same tokens', async () => {
    const rows = randomRows(9, 34);
    const before = await tiny.run(rows, plain);
    tiny.generator.useHooks({ logits: [() => undefined] });
    const idle = await tiny.run(rows, plain);
    tiny.generator.useHooks(null);
    const after = await tiny.run(rows, plain);
    for (const { id } of rows) {
      expect(idle.get(id)?.tokenIds).toEqual(before.get(id)?.tokenIds);
      expect(content(after.get(id))).toEqual(content(before.get(id)));
    }
  });
});

describe('stopping rules', () => {
  it('end a row with the token that was taken', async () => {
    const rows = randomRows(6, 35);
    const free = await tiny.run(rows, plain);
    tiny.generator.useHooks({ stop: [() => false, ({ id, tokenIds }) => tokenIds.length === 3 + id] });
    const results = await tiny.run(rows, plain);
    for (const { id } of rows) {
      const result = results.get(id);
      expect(result?.finishReason).toBe('stop');
      expect(result?.tokenIds).toEqual(free.get(id)?.tokenIds.slice(0, 3 + id));
      expect(result?.text).toBe(tiny.checkpoint.tokenizer.decode(result?.tokenIds ?? []));
    }
  });
});
