// How rows are put together, and what a graph is fed for them.
import { describe, expect, it } from 'vitest';
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
