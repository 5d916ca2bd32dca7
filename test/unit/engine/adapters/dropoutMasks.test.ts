// Masks of dropout: how much they drop, and that they follow from seeds alone.
import { expect, it } from 'vitest';
import { DropoutMasks } from '../../../../src/engine/adapters/dropoutMasks';

const draw = (
  widths: Readonly<Record<string, number>>,
  p: number,
  shape: readonly [number, number],
  ...seeds: number[]
): Record<string, number[]> => {
  const inputs = Object.entries(widths).map(([name, width]) => ({ name, width }));
  const masks = new DropoutMasks(inputs, p).of(...shape, seeds);
  return Object.fromEntries(
    Object.entries(masks).map(([name, { data }]) => [name, [...(data as Uint8Array)]]),
  );
};

it('drop the share that was asked for, by their seeds', () => {
  const { q: mask = [] } = draw({ q: 1 }, 0.1, [1, 100_001], 1, 2);
  expect(mask).toHaveLength(100_001);
  const dropped = mask.reduce((count, bit) => count + (1 - bit), 0);
  // Three standard deviations: 3·√(n·p·q) ≈ 285.
  expect(Math.abs(dropped - 10_000)).toBeLessThan(285);
  const drawn = (...seeds: number[]) => draw({ q: 8 }, 0.5, [2, 4], ...seeds);
  expect(drawn(1, 2)).toEqual(drawn(1, 2));
  expect(drawn(1, 2)).not.toEqual(drawn(2, 1));
});

it('of two modules are independent, and of their own shapes', () => {
  const of = (seed: number) => draw({ q: 100, k: 100, down: 3 }, 0.2, [10, 50], seed);
  const { q = [], k = [], down = [] } = of(1);
  expect([q.length, k.length, down.length]).toEqual([50_000, 50_000, 1500]);
  // Both keep 0.8² of their places; three standard deviations: 3·√(n·0.64·0.36) ≈ 322.
  const both = q.filter((bit, place) => bit === 1 && k[place] === 1).length;
  expect(Math.abs(both - 32_000)).toBeLessThan(322);
  expect(of(2)).not.toEqual({ q, k, down });
  expect(of(1)).toEqual({ q, k, down });
});

it('drawn again from one object are the same, whatever was drawn in between', () => {
  const masks = new DropoutMasks([{ name: 'q', width: 5 }], 0.5);
  const bits = (batch: number, seed: number) => [...(masks.of(batch, 3, [seed])['q']?.data as Uint8Array)];
  const first = bits(2, 1);
  expect(bits(4, 2)).toHaveLength(60);
  expect(bits(2, 1)).toEqual(first);
});
