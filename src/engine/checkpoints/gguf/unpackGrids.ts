// IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS and IQ3_S: several magnitudes at once by an index into a codebook, and their signs
// (`dequantize_row_iq2_xxs` and its like of ggml-quants.c).
import { iq2sGrid, iq2xsGrid, iq2xxsGrid, iq3sGrid, iq3xxsGrid, type PackedGrid } from './grids';
import { half, type Unpacked } from './unpacked';

/** A codebook, its magnitudes one after the other; unpacked when it is first read. */
function gridOf({ magnitudes, bits, places }: PackedGrid): () => Uint8Array {
  let grid: Uint8Array | null = null;
  return () => {
    if (grid !== null) return grid;
    const packed = Buffer.from(places, 'base64');
    const inByte = 8 / bits;
    const mask = (1 << bits) - 1;
    grid = Uint8Array.from(
      { length: packed.length * inByte },
      (_, i) => magnitudes[((packed[Math.floor(i / inByte)] ?? 0) >> (bits * (i % inByte))) & mask] ?? 0,
    );
    return grid;
  };
}

const iq2xxs = gridOf(iq2xxsGrid);
const iq2xs = gridOf(iq2xsGrid);
const iq2s = gridOf(iq2sGrid);
const iq3xxs = gridOf(iq3xxsGrid);
const iq3s = gridOf(iq3sGrid);

/** Eight signs from seven bits: of the eighth only whether the number of minus signs would be odd (`ksigns_iq2xs`). */
function evenSigns(bits: number): number {
  let parity = bits;
  parity ^= parity >> 4;
  parity ^= parity >> 2;
  parity ^= parity >> 1;
  return bits | ((parity & 1) << 7);
}

/** Writes `size` magnitudes of entry `index`; bit j of `signs` makes the one at j negative. */
function place(
  levels: Int16Array,
  to: number,
  grid: Uint8Array,
  entry: { readonly index: number; readonly size: 4 | 8; readonly signs: number },
): void {
  const { index, size, signs } = entry;
  for (let j = 0; j < size; j++) {
    const magnitude = grid[index * size + j] ?? 0;
    levels[to + j] = ((signs >> j) & 1) === 0 ? magnitude : -magnitude;
  }
}

function nibble(source: Uint8Array, at: number, index: number): number {
  return ((source[at + (index >> 1)] ?? 0) >> (4 * (index & 1))) & 15;
}

/** Little-endian. */
function word(source: Uint8Array, at: number, bytes: 2 | 4): number {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + (source[at + i] ?? 0);
  return value;
}

/** Per 32: four indices, then 4 · 7 bits of signs and a scale of four bits; d · (1/2 + scale)/4 */
export function unpackIq2Xxs(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at);
  for (let part = 0; part < 8; part++) {
    const from = at + 2 + 8 * part;
    const rest = word(source, from + 4, 4);
    scales[part] = (d * (0.5 + (rest >>> 28))) / 4;
    for (let l = 0; l < 4; l++) {
      const signs = evenSigns((rest >>> (7 * l)) & 127);
      place(levels, 32 * part + 8 * l, iq2xxs(), { index: source[from + l] ?? 0, size: 8, signs });
    }
  }
}

/** Per 8: nine bits of index and seven of signs; per 16 a scale as IQ2_XXS's */
export function unpackIq2Xs(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at);
  for (let part = 0; part < 16; part++) scales[part] = (d * (0.5 + nibble(source, at + 66, part))) / 4;
  for (let group = 0; group < 32; group++) {
    const q = word(source, at + 2 + 2 * group, 2);
    place(levels, 8 * group, iq2xs(), { index: q & 511, size: 8, signs: evenSigns(q >> 9) });
  }
}

/** Per 8: ten bits of index, the upper two apart, and eight of signs; per 16 a scale as IQ2_XXS's */
export function unpackIq2S(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at);
  for (let part = 0; part < 16; part++) scales[part] = (d * (0.5 + nibble(source, at + 74, part))) / 4;
  for (let group = 0; group < 32; group++) {
    const upper = ((source[at + 66 + (group >> 2)] ?? 0) >> (2 * (group & 3))) & 3;
    const index = (source[at + 2 + group] ?? 0) | (upper << 8);
    place(levels, 8 * group, iq2s(), { index, size: 8, signs: source[at + 34 + group] ?? 0 });
  }
}

/** Per 32: eight indices; apart, as IQ2_XXS, signs and a scale: d · (1/2 + scale)/2 */
export function unpackIq3Xxs(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at);
  for (let part = 0; part < 8; part++) {
    const rest = word(source, at + 66 + 4 * part, 4);
    scales[part] = (d * (0.5 + (rest >>> 28))) / 2;
    for (let entry = 0; entry < 8; entry++) {
      const signs = evenSigns((rest >>> (7 * (entry >> 1))) & 127) >> (4 * (entry & 1));
      const index = source[at + 2 + 8 * part + entry] ?? 0;
      place(levels, 32 * part + 4 * entry, iq3xxs(), { index, size: 4, signs });
    }
  }
}

/** Per 32: eight indices of nine bits, the upper one apart, 32 signs, and a scale: d · (1 + 2 · scale) */
export function unpackIq3S(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at);
  for (let part = 0; part < 8; part++) {
    scales[part] = d * (1 + 2 * nibble(source, at + 106, part));
    const upper = source[at + 66 + part] ?? 0;
    for (let entry = 0; entry < 8; entry++) {
      const index = (source[at + 2 + 8 * part + entry] ?? 0) | (((upper >> entry) & 1) << 8);
      const signs = (source[at + 74 + 4 * part + (entry >> 1)] ?? 0) >> (4 * (entry & 1));
      place(levels, 32 * part + 4 * entry, iq3s(), { index, size: 4, signs });
    }
  }
}
