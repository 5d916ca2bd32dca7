// Rounding to blocks: the error is within half a step, and what needs no rounding has none.
import { describe, expect, it } from 'vitest';
import { blockBytes, type PackedRows } from '../../../../../src/engine/checkpoints/blockMatrix';
import {
  canQuantise,
  quantisedLayouts,
  quantiseRows,
  type QuantisedBits,
} from '../../../../../src/engine/checkpoints/quantise/quantiseRows';
import { seededRandom } from '../../../../../src/safety/random';
import { unpackRows } from './unpackBlocks';

const columns = 96;
const rows = 5;

function place(bits: QuantisedBits): PackedRows {
  const bytes = blockBytes(quantisedLayouts[bits], rows, columns);
  return {
    quants: new Uint8Array(bytes.quants),
    scales: new Float32Array(bytes.scales / 4),
    offsets: new Float32Array(bytes.offsets / 4),
  };
}

function rounded(bits: QuantisedBits, values: Float32Array): Float64Array {
  const target = place(bits);
  expect(quantiseRows(bits, values, columns, target)).toBe(0);
  return unpackRows(quantisedLayouts[bits], target, columns);
}

function drawn(seed: number, shift: number): Float32Array {
  const random = seededRandom(seed, 0);
  return Float32Array.from({ length: rows * columns }, () => random() + random() + random() - 1.5 + shift);
}

/** Half a step of the block that number `i` lies in. */
function halfStep(bits: QuantisedBits, values: Float32Array, i: number): number {
  const block = values.subarray(i - (i % 32), i - (i % 32) + 32);
  const [least, greatest] = [Math.min(...block), Math.max(...block)];
  return bits === 4 ? (greatest - least) / 30 : Math.max(greatest / 238, -least / 272);
}

describe.each([4, 8] as const)('%i bits', (bits) => {
  it.each([0, 3, -3])('round to the nearest level, numbers around %i', (shift) => {
    const values = drawn(1 + shift ** 2, shift);
    const found = rounded(bits, values);
    for (const [i, value] of values.entries()) {
      const tolerance = halfStep(bits, values, i) * (1 + 1e-5) + 1e-6;
      expect(Math.abs((found[i] ?? NaN) - value)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('keep what lies on the levels', () => {
    const [low, high] = bits === 4 ? [-8, 7] : [-136, 119];
    const values = Float32Array.from({ length: rows * columns }, (_, i) => {
      const level = i % 32 === 0 ? low : i % 32 === 1 ? high : low + ((i * 7) % (high - low + 1));
      return 0.25 * level;
    });
    expect([...rounded(bits, values)]).toEqual([...values]);
  });

  it('keep constant blocks and zeros', () => {
    expect([...rounded(bits, new Float32Array(rows * columns))]).toEqual(Array(rows * columns).fill(0));
    const constant = rounded(bits, new Float32Array(rows * columns).fill(-0.7));
    for (const value of constant) expect(value).toBeCloseTo(-0.7, 6);
  });

  it.each([NaN, Infinity, -Infinity])('do not hide %f', (bad) => {
    const values = drawn(2, 0);
    values[77] = bad;
    expect(quantiseRows(bits, values, columns, place(bits))).toBeNaN();
  });
});

it('takes matrices whose rows are whole blocks', () => {
  expect([[64, 96], [64, 0], [96], [2, 32, 32], [64, 40]].map(canQuantise)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
