// Q4_0 and Q4_1: blocks of 32 four-bit quants; the low nibbles are the first half.
import { float16Values } from './float16';

/** Block: scale d (f16), 16 bytes of quants; value = d · (q − 8). */
export function dequantiseQ4_0(source: Uint8Array, target: Float32Array, blocks: number): number {
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 18, to += 32) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    check += d * 0;
    for (let j = 0; j < 16; j++) {
      const q = source[at + 2 + j] ?? 0;
      target[to + j] = d * ((q & 15) - 8);
      target[to + 16 + j] = d * ((q >> 4) - 8);
    }
  }
  return check;
}

/** Block: scale d and minimum m (f16), 16 bytes of quants; value = d · q + m. */
export function dequantiseQ4_1(source: Uint8Array, target: Float32Array, blocks: number): number {
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 20, to += 32) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    const m = float16Values[(source[at + 2] ?? 0) | ((source[at + 3] ?? 0) << 8)] ?? 0;
    check += d * 0 + m * 0;
    for (let j = 0; j < 16; j++) {
      const q = source[at + 4 + j] ?? 0;
      target[to + j] = d * (q & 15) + m;
      target[to + 16 + j] = d * (q >> 4) + m;
    }
  }
  return check;
}
