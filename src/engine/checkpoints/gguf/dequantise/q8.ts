// Q8_0: blocks of 32 signed bytes with one scale.
import { float16Values } from './float16';

/** Block: scale d (f16), 32 signed quants; value = d · q. */
export function dequantiseQ8_0(source: Uint8Array, target: Float32Array, blocks: number): number {
  const signed = new Int8Array(source.buffer, source.byteOffset, source.byteLength);
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 34, to += 32) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    check += d * 0;
    for (let j = 0; j < 32; j++) target[to + j] = d * (signed[at + 2 + j] ?? 0);
  }
  return check;
}
