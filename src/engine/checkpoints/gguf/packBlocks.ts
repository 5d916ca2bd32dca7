// Turns ggml's quantised rows into blocks of four-bit digits, without a float in between. Knows bytes, no files.
import { packDigit, type BlockLayout, type PackedRows } from '../blockMatrix';
import { minimumOf, scaleOf } from './dequantise/kQuants';
import { fifthBits } from './dequantise/q5';
import { ggmlBlocks, type QuantizedTypeName } from './ggmlTypes';
import { unpackIq2S, unpackIq2Xs, unpackIq2Xxs, unpackIq3S, unpackIq3Xxs } from './unpackGrids';
import { unpackIq4Nl, unpackIq4Xs } from './unpackIq4';
import { unpackQ2K, unpackQ3K } from './unpackSmallK';
import { half, type Unpack, type Unpacked } from './unpacked';

interface BlockType {
  readonly layout: BlockLayout;
  readonly unpack: Unpack;
}

const plain = { digits: 1, blockSize: 32, offsets: false } as const;
const wide = { digits: 2, blockSize: 32, offsets: false } as const;
const wideBy16 = { ...wide, blockSize: 16 } as const;

/** What ggml's `dequantize_row_*` (ggml-quants.c) computes with, by type. */
const types: Readonly<Record<QuantizedTypeName, BlockType>> = {
  Q4_0: { layout: plain, unpack: unpackQ4_0 },
  Q4_1: { layout: { ...plain, offsets: true }, unpack: unpackQ4_1 },
  Q5_0: { layout: wide, unpack: unpackQ5_0 },
  Q5_1: { layout: { ...wide, offsets: true }, unpack: unpackQ5_1 },
  Q8_0: { layout: { ...wide, offsets: true }, unpack: unpackQ8_0 },
  Q4_K: { layout: { ...plain, offsets: true }, unpack: unpackQ4K },
  Q5_K: { layout: { ...wide, offsets: true }, unpack: unpackQ5K },
  Q6_K: { layout: wideBy16, unpack: unpackQ6K },
  Q2_K: { layout: { ...plain, blockSize: 16, offsets: true }, unpack: unpackQ2K },
  Q3_K: { layout: { ...plain, blockSize: 16 }, unpack: unpackQ3K },
  IQ4_NL: { layout: wide, unpack: unpackIq4Nl },
  IQ4_XS: { layout: wide, unpack: unpackIq4Xs },
  IQ2_XXS: { layout: wide, unpack: unpackIq2Xxs },
  IQ2_XS: { layout: wideBy16, unpack: unpackIq2Xs },
  IQ2_S: { layout: wideBy16, unpack: unpackIq2S },
  IQ3_XXS: { layout: wide, unpack: unpackIq3Xxs },
  IQ3_S: { layout: wide, unpack: unpackIq3S },
};

export function layoutOf(type: QuantizedTypeName): BlockLayout {
  return types[type].layout;
}

/**
 * @param source whole rows of `columns` numbers
 * @returns 0, or NaN where a block has a scale that is not finite
 */
export function packRows(
  type: QuantizedTypeName,
  source: Uint8Array,
  columns: number,
  target: PackedRows,
): number {
  const { layout, unpack } = types[type];
  const { blockSize: ggmlSize, blockBytes } = ggmlBlocks(type);
  const { digits, blockSize } = layout;
  const parts = ggmlSize / blockSize;
  const unpacked: Unpacked = {
    levels: new Int16Array(ggmlSize),
    scales: new Float64Array(parts),
    offsets: new Float64Array(parts),
  };
  const inRow = columns / ggmlSize;
  const blocks = source.byteLength / blockBytes;
  let check = 0;
  for (let index = 0; index < blocks; index++) {
    unpack(source, index * blockBytes, unpacked);
    const row = Math.floor(index / inRow);
    const column = (index % inRow) * ggmlSize;
    for (let digit = 0; digit < digits; digit++) {
      const from = row * digits + digit;
      // The high digit stands first and counts sixteen times.
      const high = digits === 2 && digit === 0;
      packDigit(unpacked.levels, target.quants, (from * columns + column) / 2, { digits, high });
      const scalesAt = (from * columns + column) / blockSize;
      for (let part = 0; part < parts; part++) {
        const scale = unpacked.scales[part] ?? 0;
        target.scales[scalesAt + part] = high ? 16 * scale : scale;
        check += scale * 0;
      }
    }
    if (!layout.offsets) continue;
    const offsetsAt = (row * columns + column) / blockSize;
    for (let part = 0; part < parts; part++) {
      const offset = unpacked.offsets[part] ?? 0;
      target.offsets[offsetsAt + part] = offset;
      check += offset * 0;
    }
  }
  return check;
}

/** d · (q − 8) */
function unpackQ4_0(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  scales[0] = half(source, at);
  for (let j = 0; j < 16; j++) {
    const q = source[at + 2 + j] ?? 0;
    levels[j] = (q & 15) - 8;
    levels[16 + j] = (q >> 4) - 8;
  }
}

/** d · q + m = d · (q − 8) + (m + 8d) */
function unpackQ4_1(source: Uint8Array, at: number, { levels, scales, offsets }: Unpacked): void {
  const d = half(source, at);
  scales[0] = d;
  offsets[0] = half(source, at + 2) + 8 * d;
  for (let j = 0; j < 16; j++) {
    const q = source[at + 4 + j] ?? 0;
    levels[j] = (q & 15) - 8;
    levels[16 + j] = (q >> 4) - 8;
  }
}

/** d · (q − 16) */
function unpackQ5_0(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  scales[0] = half(source, at);
  const high = fifthBits(source, at + 2);
  for (let j = 0; j < 16; j++) {
    const q = source[at + 6 + j] ?? 0;
    levels[j] = ((q & 15) | (((high >>> j) & 1) << 4)) - 16;
    levels[16 + j] = ((q >> 4) | (((high >>> (j + 16)) & 1) << 4)) - 16;
  }
}

/** d · q + m = d · (q − 16) + (m + 16d): levels around zero lose the least in a sum. */
function unpackQ5_1(source: Uint8Array, at: number, { levels, scales, offsets }: Unpacked): void {
  const d = half(source, at);
  scales[0] = d;
  offsets[0] = half(source, at + 2) + 16 * d;
  const high = fifthBits(source, at + 4);
  for (let j = 0; j < 16; j++) {
    const q = source[at + 8 + j] ?? 0;
    levels[j] = ((q & 15) | (((high >>> j) & 1) << 4)) - 16;
    levels[16 + j] = ((q >> 4) | (((high >>> (j + 16)) & 1) << 4)) - 16;
  }
}

/** d · q, q in −128…127, which is d · (q − 8) + 8d: two digits reach from −136 to 119. */
function unpackQ8_0(source: Uint8Array, at: number, { levels, scales, offsets }: Unpacked): void {
  const d = half(source, at);
  scales[0] = d;
  offsets[0] = 8 * d;
  for (let j = 0; j < 32; j++) levels[j] = (((source[at + 2 + j] ?? 0) << 24) >> 24) - 8;
}

/** d · scale · q − dmin · minimum = d · scale · (q − 8) + (8 · d · scale − dmin · minimum) */
function unpackQ4K(source: Uint8Array, at: number, { levels, scales, offsets }: Unpacked): void {
  const d = half(source, at);
  const dmin = half(source, at + 2);
  for (let part = 0; part < 8; part++) {
    const scale = d * scaleOf(source, at + 4, part);
    scales[part] = scale;
    offsets[part] = 8 * scale - dmin * minimumOf(source, at + 4, part);
    const quants = at + 16 + 32 * (part >> 1);
    const shift = 4 * (part & 1);
    for (let j = 0; j < 32; j++) levels[32 * part + j] = (((source[quants + j] ?? 0) >> shift) & 15) - 8;
  }
}

/** d · scale · q − dmin · minimum = d · scale · (q − 16) + (16 · d · scale − dmin · minimum) */
function unpackQ5K(source: Uint8Array, at: number, { levels, scales, offsets }: Unpacked): void {
  const d = half(source, at);
  const dmin = half(source, at + 2);
  for (let part = 0; part < 8; part++) {
    const scale = d * scaleOf(source, at + 4, part);
    scales[part] = scale;
    offsets[part] = 16 * scale - dmin * minimumOf(source, at + 4, part);
    const quants = at + 48 + 32 * (part >> 1);
    const shift = 4 * (part & 1);
    for (let j = 0; j < 32; j++) {
      const high = ((source[at + 16 + j] ?? 0) >> part) & 1;
      levels[32 * part + j] = ((((source[quants + j] ?? 0) >> shift) & 15) | (high << 4)) - 16;
    }
  }
}

/** d · scale · (q − 32), with a scale for every 16 quants */
function unpackQ6K(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at + 208);
  for (let part = 0; part < 16; part++) {
    scales[part] = d * (((source[at + 192 + part] ?? 0) << 24) >> 24);
  }
  for (let i = 0; i < 256; i++) {
    const inHalf = i & 127;
    const quarter = inHalf >> 5;
    const low = source[at + 64 * (i >> 7) + (inHalf & 63)] ?? 0;
    const pairs = source[at + 128 + 32 * (i >> 7) + (inHalf & 31)] ?? 0;
    const nibble = quarter < 2 ? low & 15 : low >> 4;
    levels[i] = (nibble | (((pairs >> (2 * quarter)) & 3) << 4)) - 32;
  }
}
