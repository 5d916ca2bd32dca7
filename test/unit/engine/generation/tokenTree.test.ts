// A tree of tokens with their keys and values: what it says is what the model says of each text alone.
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { TokenTree } from '../../../../src/engine/generation/tokenTree';
import { tinyGenerator, type Tiny } from './tinyGenerator';

const limit = vi.hoisted(() => ({ chunk: 0 }));
vi.mock(import('../../../../src/engine/generation/limits'), async (original) => {
  const limits = await original();
  const chunkTokens: typeof limits.chunkTokens = (config, before) =>
    limit.chunk > 0 ? limit.chunk : limits.chunkTokens(config, before);
  return { ...limits, chunkTokens };
});

let tiny: Tiny;
beforeAll(async () => {
  tiny = await tinyGenerator();
});
afterEach(() => {
  limit.chunk = 0;
});
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

const prompt = Array.from({ length: 11 }, (_, i) => 3 + ((i * 37) % 300));

async function expectSame(
  texts: readonly (readonly number[])[],
  grown: readonly Float32Array[],
): Promise<void> {
  const whole = await tiny.generator.logits(texts);
  const { vocabSize } = tiny.checkpoint.config;
  expect(grown).toHaveLength(texts.length);
  for (const [index, logits] of grown.entries()) {
    const expected = whole[index]?.slice(-vocabSize) ?? new Float32Array();
    expect(logits).toHaveLength(vocabSize);
    const largest = Math.max(...expected.map((value, token) => Math.abs(value - (logits[token] ?? NaN))));
    expect(largest).toBeLessThan(1e-4);
  }
}

test.each([0, 3])(
  'branches, in passes of %i tokens, are what each text gives without a cache',
  async (chunk) => {
    limit.chunk = chunk;
    const tree = new TokenTree();
    const grow = (texts: readonly (readonly number[])[]): Promise<Float32Array[]> =>
      tiny.generator.grow(tree, texts);
    const steps = [
      [prompt],
      [
        [...prompt, 5],
        [...prompt, 6],
      ],
      // One goes on, one goes on twice, one is new from an earlier place.
      [
        [...prompt, 5, 7],
        [...prompt, 5, 8],
        [...prompt, 6, 9],
        [...prompt.slice(0, 4), 20, 21],
      ],
      [[...prompt, 5, 8, 10]],
    ];
    const grown: Float32Array[][] = [];
    for (const texts of steps) grown.push(await grow(texts));
    limit.chunk = 0;
    for (const [index, texts] of steps.entries()) await expectSame(texts, grown[index] ?? []);
    expect(tree.computed).toBe(prompt.length + 2 + 3 + 2 + 1);
  },
);

test('what is not kept is computed again, and the same', async () => {
  const tree = new TokenTree();
  await tiny.generator.grow(tree, [prompt]);
  await tiny.generator.grow(tree, [
    [...prompt, 5],
    [...prompt, 6],
  ]);
  tree.keepOnly([[...prompt, 5]]);
  const before = tree.computed;
  const texts = [
    [...prompt, 5, 7],
    [...prompt, 6, 7],
  ];
  const grown = await tiny.generator.grow(tree, texts);
  expect(tree.computed - before).toBe(3);
  await expectSame(texts, grown);
});

test('a text without tokens, and one with unknown ones, are refused', async () => {
  for (const ids of [[], [100_000]]) {
    await expect(tiny.generator.grow(new TokenTree(), [ids])).rejects.toMatchObject({
      code: 'invalidRequest',
    });
  }
});
