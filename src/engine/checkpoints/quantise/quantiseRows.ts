// Rounds float rows to blocks of levels: the least that makes a checkpoint fit. Knows numbers, no files.
import { packDigit, type BlockLayout, type PackedRows } from '../blockMatrix';

export type QuantisedBits = 4 | 8;

const blockSize = 32;

/**
 * int4: sixteen levels between the least and the greatest number of a block (a scale and an offset per block, as ggml's Q4_1,
 * but in float32). int8: 256 levels around zero, in two digits.
 */
export const quantisedLayouts: Readonly<Record<QuantisedBits, BlockLayout>> = {
  4: { digits: 1, blockSize, offsets: true },
  8: { digits: 2, blockSize, offsets: false },
};

/** A row is made of whole blocks. */
export function canQuantise(shape: readonly number[]): shape is readonly [number, number] {
  return shape.length === 2 && (shape[1] ?? 0) > 0 && (shape[1] ?? 0) % blockSize === 0;
}

/**
 * Round to nearest, block by block, without looking at data. The error of a number is at most half a step: (max − min) / 30 of
 * its block for 4 bits; for 8 bits the greater of max / 238 and −min / 272.
 *
 * @param values whole rows of `columns` numbers
 * @returns 0, or NaN where a number is not finite
 */
export function quantiseRows(
  bits: QuantisedBits,
  values: Float32Array,
  columns: number,
  target: PackedRows,
): number {
  const { digits } = quantisedLayouts[bits];
  const levels = new Int16Array(blockSize);
  let check = 0;
  for (let start = 0; start < values.length; start += blockSize) {
    const block = values.subarray(start, start + blockSize);
    let [least, greatest] = [Infinity, -Infinity];
    for (const value of block) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
      check += value * 0;
    }
    const { scale, offset } = bits === 4 ? fourBits(least, greatest) : eightBits(least, greatest);
    const [low, high] = bits === 4 ? [-8, 7] : [-136, 119];
    for (let j = 0; j < blockSize; j++) {
      const level = scale === 0 ? 0 : Math.round(((block[j] ?? 0) - offset) / scale);
      levels[j] = Math.min(high, Math.max(low, level));
    }
    const row = Math.floor(start / columns);
    const column = start % columns;
    for (let digit = 0; digit < digits; digit++) {
      const isHigh = digits === 2 && digit === 0;
      const at = (row * digits + digit) * columns + column;
      packDigit(levels, target.quants, at / 2, { digits, high: isHigh });
      target.scales[at / blockSize] = isHigh ? 16 * scale : scale;
    }
    if (bits === 4) target.offsets[start / blockSize] = offset;
  }
  return check;
}

/** value ≈ scale · level + offset; level −8 is the least number, 7 the greatest. */
function fourBits(least: number, greatest: number): { readonly scale: number; readonly offset: number } {
  const scale = Math.fround((greatest - least) / 15);
  return { scale, offset: Math.fround(least + 8 * scale) };
}

/** value ≈ scale · level; zero stays zero. */
function eightBits(least: number, greatest: number): { readonly scale: number; readonly offset: number } {
  return { scale: Math.fround(Math.max(greatest / 119, least / -136, 0)), offset: 0 };
}
