// How rows are put together, and what a graph is fed for them.
import { describe, expect, it } from 'vitest';
import { DropoutMasks, drawMask } from '../../../../../src/engine/training/model/dropoutMasks';
import { microBatches } from '../../../../../src/engine/training/model/microBatches';
import { packRows } from '../../../../../src/engine/training/model/packRows';

const alone = (lengths: readonly number[]) => lengths.map((length) => ({ rows: 1, length }));

describe('micro-batches', () => {
  it('hold what fits, padding included, every row once', () => {
    expect(microBatches(alone([3, 9, 2, 3, 5]), 10)).toEqual([[1], [4, 0], [3, 2]]);
    expect(microBatches(alone([4, 4, 4]), 12)).toEqual([[0, 1, 2]]);
    expect(microBatches(alone([30, 1]), 10)).toEqual([[0], [1]]);
    expect(microBatches([], 10)).toEqual([]);
  });

  it('count all rows of what is not split', () => {
    expect(microBatches([{ rows: 2, length: 4 }, ...alone([4, 4])], 12)).toEqual([[0, 1], [2]]);
    expect(microBatches([{ rows: 5, length: 4 }, ...alone([4])], 12)).toEqual([[0], [1]]);
  });
});

describe('packed rows', () => {
  it('are padded on the right; a token is predicted by the position before it', () => {
    const packed = packRows({
      ids: [
        [5, 6, 7],
        [8, 9],
      ],
      scored: [[1, 2], [1]],
    });
    expect([packed.batch, packed.sequence]).toEqual([2, 3]);
    expect([...packed.ids]).toEqual([5n, 6n, 7n, 8n, 9n, 0n]);
    expect([...packed.select]).toEqual([0n, 1n, 3n]);
    expect([...packed.targets]).toEqual([6n, 7n, 9n]);
  });

  it('of one prompt stand behind it, each from the place where the prompt ends', () => {
    const packed = packRows({
      ids: [
        [1, 2, 5, 6],
        [1, 2, 7],
        [9, 4],
      ],
      scored: [[2, 3], [2], [1]],
      packs: [2, 1],
    });
    expect([packed.batch, packed.sequence]).toEqual([2, 5]);
    expect([...packed.ids]).toEqual([1n, 2n, 5n, 6n, 7n, 9n, 4n, 0n, 0n, 0n]);
    expect([...packed.positions]).toEqual([0n, 1n, 2n, 3n, 2n, 0n, 1n, 0n, 0n, 0n]);
    // The first token of each completion is predicted by the prompt's last.
    expect([...packed.select]).toEqual([1n, 2n, 1n, 5n]);
    expect([...packed.targets]).toEqual([5n, 6n, 7n, 4n]);
    expect(packed.layouts).toEqual([
      { prompt: 2, starts: [2, 4] },
      { prompt: 0, starts: [0] },
    ]);
  });

  it('are refused where packs and rows do not fit', () => {
    const two = {
      ids: [
        [1, 2],
        [3, 4],
      ],
      scored: [[1], [1]],
    };
    expect(() => packRows({ ...two, packs: [1] })).toThrow(RangeError);
    expect(() => packRows({ ...two, packs: [2] })).toThrow(/same prompt/);
    expect(() => packRows({ ids: [[1, 2]], scored: [[2]] })).toThrow(RangeError);
  });
});

describe('dropout masks', () => {
  it('drop the share that was asked for, by their seeds', () => {
    const mask = new Uint8Array(100_001);
    drawMask(mask, 0.1, [1, 2]);
    const dropped = mask.reduce((count, bit) => count + (1 - bit), 0);
    // Three standard deviations: 3·√(n·p·q) ≈ 285.
    expect(Math.abs(dropped - 10_000)).toBeLessThan(285);
    const drawn = (...seeds: number[]): Uint8Array => {
      const small = new Uint8Array(64);
      drawMask(small, 0.5, seeds);
      return small;
    };
    expect(drawn(1, 2)).toEqual(drawn(1, 2));
    expect(drawn(1, 2)).not.toEqual(drawn(2, 1));
  });

  it('of two modules are independent, and of their own shapes', () => {
    const masks = new DropoutMasks(
      [
        { name: 'q', width: 100 },
        { name: 'k', width: 100 },
        { name: 'down', width: 3 },
      ],
      0.2,
    );
    const of = (...seeds: number[]): Record<string, number[]> =>
      Object.fromEntries(
        Object.entries(masks.of(10, 50, seeds)).map(([name, { data }]) => [name, [...(data as Uint8Array)]]),
      );
    const { q = [], k = [], down = [] } = of(1);
    expect([q.length, k.length, down.length]).toEqual([50_000, 50_000, 1500]);
    // Both keep 0.8² of their places; three standard deviations: 3·√(n·0.64·0.36) ≈ 322.
    const both = q.filter((bit, place) => bit === 1 && k[place] === 1).length;
    expect(Math.abs(both - 32_000)).toBeLessThan(322);
    expect(of(2)).not.toEqual({ q, k, down });
    expect(of(1)).toEqual({ q, k, down });
  });
});
