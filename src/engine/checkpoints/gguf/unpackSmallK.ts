// Q2_K and Q3_K: super-blocks of 256 quants with a quantised scale for every 16 (`dequantize_row_q2_K` and `_q3_K` of
// ggml-quants.c).
import { half, type Unpacked } from './unpacked';

/** Two bits of quant `index`, of four that lie in a byte 32 quants apart. */
function pairOf(source: Uint8Array, at: number, index: number): number {
  const byte = source[at + 32 * (index >> 7) + (index & 31)] ?? 0;
  return (byte >> (2 * ((index >> 5) & 3))) & 3;
}

/** Scales and minimums (low and high half of 16 bytes), quants, d and dmin: d · scale · q − dmin · minimum */
export function unpackQ2K(source: Uint8Array, at: number, { levels, scales, offsets }: Unpacked): void {
  const d = half(source, at + 80);
  const dmin = half(source, at + 82);
  for (let part = 0; part < 16; part++) {
    const both = source[at + part] ?? 0;
    scales[part] = d * (both & 15);
    offsets[part] = -(dmin * (both >> 4));
  }
  for (let i = 0; i < 256; i++) levels[i] = pairOf(source, at + 16, i);
}

/** Third bits (0: minus 4), quants, 6-bit scales in 12 bytes, d: d · (scale − 32) · q */
export function unpackQ3K(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at + 108);
  for (let part = 0; part < 16; part++) {
    const low = ((source[at + 96 + (part & 7)] ?? 0) >> (4 * (part >> 3))) & 15;
    const high = ((source[at + 104 + (part & 3)] ?? 0) >> (2 * (part >> 2))) & 3;
    scales[part] = d * ((low | (high << 4)) - 32);
  }
  for (let i = 0; i < 256; i++) {
    const third = ((source[at + (i & 31)] ?? 0) >> (i >> 5)) & 1;
    levels[i] = pairOf(source, at + 32, i) - 4 * (1 - third);
  }
}
