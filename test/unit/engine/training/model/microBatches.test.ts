// How rows are put together, and what a graph is fed for them.
import { describe, expect, it } from 'vitest';
import { dropoutMask } from '../../../../../src/engine/training/model/dropoutMasks';
import { microBatches } from '../../../../../src/engine/training/model/microBatches';
import { packRows } from '../../../../../src/engine/training/model/packRows';

describe('micro-batches', () => {
  it('hold what fits, padding included, every row once', () => {
    expect(microBatches([3, 9, 2, 3, 5], 10)).toEqual([[1], [4, 0], [3, 2]]);
    expect(microBatches([4, 4, 4], 12)).toEqual([[0, 1, 2]]);
    expect(microBatches([30, 1], 10)).toEqual([[0], [1]]);
    expect(microBatches([], 10)).toEqual([]);
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
});

describe('dropout masks', () => {
  it('drop the share that was asked for, by their seeds', () => {
    const mask = dropoutMask(100_001, 0.1, [1, 2]);
    const dropped = mask.reduce((count, bit) => count + (1 - bit), 0);
    // Three standard deviations: 3·√(n·p·q) ≈ 285.
    expect(Math.abs(dropped - 10_000)).toBeLessThan(285);
    expect(dropoutMask(64, 0.5, [1, 2])).toEqual(dropoutMask(64, 0.5, [1, 2]));
    expect(dropoutMask(64, 0.5, [1, 2])).not.toEqual(dropoutMask(64, 0.5, [2, 1]));
  });
});
