// Q5_0 and Q5_1: blocks of 32 five-bit quants; the fifth bits lie together in one 32-bit word.
import { float16Values } from './float16';

/** Block: scale d (f16), fifth bits (u32), 16 bytes of quants; value = d · (q − 16). */
export function dequantiseQ5_0(source: Uint8Array, target: Float32Array, blocks: number): number {
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 22, to += 32) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    const high = fifthBits(source, at + 2);
    check += d * 0;
    for (let j = 0; j < 16; j++) {
      const q = source[at + 6 + j] ?? 0;
      target[to + j] = d * (((q & 15) | (((high >>> j) & 1) << 4)) - 16);
      target[to + 16 + j] = d * (((q >> 4) | (((high >>> (j + 16)) & 1) << 4)) - 16);
    }
  }
  return check;
}

/** Block: scale d and minimum m (f16), fifth bits (u32), 16 bytes of quants; value = d · q + m. */
export function dequantiseQ5_1(source: Uint8Array, target: Float32Array, blocks: number): number {
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 24, to += 32) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    const m = float16Values[(source[at + 2] ?? 0) | ((source[at + 3] ?? 0) << 8)] ?? 0;
    const high = fifthBits(source, at + 4);
    check += d * 0 + m * 0;
    for (let j = 0; j < 16; j++) {
      const q = source[at + 8 + j] ?? 0;
      target[to + j] = d * ((q & 15) | (((high >>> j) & 1) << 4)) + m;
      target[to + 16 + j] = d * ((q >> 4) | (((high >>> (j + 16)) & 1) << 4)) + m;
    }
  }
  return check;
}

/** The word at `at`: bit j is the fifth bit of quant j. */
export function fifthBits(source: Uint8Array, at: number): number {
  return (
    (source[at] ?? 0) |
    ((source[at + 1] ?? 0) << 8) |
    ((source[at + 2] ?? 0) << 16) |
    ((source[at + 3] ?? 0) << 24)
  );
}
