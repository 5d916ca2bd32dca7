// IQ4_NL and IQ4_XS: four bits that stand for one of sixteen uneven levels (`dequantize_row_iq4_nl` and `_iq4_xs` of
// ggml-quants.c).
import { half, type Unpacked } from './unpacked';

/** `kvalues_iq4nl` of ggml-common.h. */
const values = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

/** 32 levels from 16 bytes: the low halves first. */
function levelsOf(source: Uint8Array, at: number, levels: Int16Array, to: number): void {
  for (let j = 0; j < 16; j++) {
    const q = source[at + j] ?? 0;
    levels[to + j] = values[q & 15] ?? 0;
    levels[to + 16 + j] = values[q >> 4] ?? 0;
  }
}

/** d · value */
export function unpackIq4Nl(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  scales[0] = half(source, at);
  levelsOf(source, at + 2, levels, 0);
}

/** d · (scale − 32) · value, with a scale of six bits for every 32 */
export function unpackIq4Xs(source: Uint8Array, at: number, { levels, scales }: Unpacked): void {
  const d = half(source, at);
  for (let part = 0; part < 8; part++) {
    const low = ((source[at + 4 + (part >> 1)] ?? 0) >> (4 * (part & 1))) & 15;
    const high = ((source[at + 2 + (part >> 2)] ?? 0) >> (2 * (part & 3))) & 3;
    scales[part] = d * ((low | (high << 4)) - 32);
    levelsOf(source, at + 8 + 16 * part, levels, 32 * part);
  }
}
