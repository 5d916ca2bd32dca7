// Q4_K, Q5_K and Q6_K: super-blocks of 256 quants whose sub-blocks have quantised scales of their own.
import { float16Values } from './float16';

/**
 * Super-block: d and dmin (f16), 12 bytes with eight 6-bit scales and minima, 128 bytes of quants in four groups
 * of 32 (low nibbles: one sub-block, high nibbles: the next); value = d · scale · q − dmin · minimum.
 */
export function dequantiseQ4K(source: Uint8Array, target: Float32Array, blocks: number): number {
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 144) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    const dmin = float16Values[(source[at + 2] ?? 0) | ((source[at + 3] ?? 0) << 8)] ?? 0;
    check += d * 0 + dmin * 0;
    for (let group = 0; group < 4; group++, to += 64) {
      const d1 = d * scaleOf(source, at + 4, 2 * group);
      const m1 = dmin * minimumOf(source, at + 4, 2 * group);
      const d2 = d * scaleOf(source, at + 4, 2 * group + 1);
      const m2 = dmin * minimumOf(source, at + 4, 2 * group + 1);
      const quants = at + 16 + 32 * group;
      for (let j = 0; j < 32; j++) {
        const q = source[quants + j] ?? 0;
        target[to + j] = d1 * (q & 15) - m1;
        target[to + 32 + j] = d2 * (q >> 4) - m2;
      }
    }
  }
  return check;
}

/** As Q4_K, with 32 bytes of fifth bits (bit s of byte j: quant j of sub-block s) before the quants. */
export function dequantiseQ5K(source: Uint8Array, target: Float32Array, blocks: number): number {
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 176) {
    const d = float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
    const dmin = float16Values[(source[at + 2] ?? 0) | ((source[at + 3] ?? 0) << 8)] ?? 0;
    check += d * 0 + dmin * 0;
    for (let group = 0; group < 4; group++, to += 64) {
      const d1 = d * scaleOf(source, at + 4, 2 * group);
      const m1 = dmin * minimumOf(source, at + 4, 2 * group);
      const d2 = d * scaleOf(source, at + 4, 2 * group + 1);
      const m2 = dmin * minimumOf(source, at + 4, 2 * group + 1);
      const quants = at + 48 + 32 * group;
      for (let j = 0; j < 32; j++) {
        const q = source[quants + j] ?? 0;
        const high = (source[at + 16 + j] ?? 0) >> (2 * group);
        target[to + j] = d1 * ((q & 15) | ((high & 1) << 4)) - m1;
        target[to + 32 + j] = d2 * ((q >> 4) | ((high & 2) << 3)) - m2;
      }
    }
  }
  return check;
}

/**
 * Super-block: 128 bytes of low nibbles, 64 bytes of high bit pairs, 16 signed scales, d (f16), in two halves of
 * 128; sub-blocks have 16 quants; value = d · scale · (q − 32).
 */
export function dequantiseQ6K(source: Uint8Array, target: Float32Array, blocks: number): number {
  const signed = new Int8Array(source.buffer, source.byteOffset, source.byteLength);
  let check = 0;
  for (let b = 0, at = 0, to = 0; b < blocks; b++, at += 210) {
    const d = float16Values[(source[at + 208] ?? 0) | ((source[at + 209] ?? 0) << 8)] ?? 0;
    check += d * 0;
    for (let half = 0; half < 2; half++, to += 128) {
      const low = at + 64 * half;
      const high = at + 128 + 32 * half;
      for (let j = 0; j < 32; j++) {
        const scales = at + 192 + 8 * half + (j >> 4);
        const first = source[low + j] ?? 0;
        const second = source[low + 32 + j] ?? 0;
        const pairs = source[high + j] ?? 0;
        target[to + j] = d * (signed[scales] ?? 0) * (((first & 15) | ((pairs & 3) << 4)) - 32);
        target[to + 32 + j] = d * (signed[scales + 2] ?? 0) * (((second & 15) | ((pairs & 12) << 2)) - 32);
        target[to + 64 + j] = d * (signed[scales + 4] ?? 0) * (((first >> 4) | (pairs & 48)) - 32);
        target[to + 96 + j] = d * (signed[scales + 6] ?? 0) * (((second >> 4) | ((pairs & 192) >> 2)) - 32);
      }
    }
  }
  return check;
}

/** `get_scale_min_k4` of ggml-quants.c: scale `index` of 0…7, six bits. */
export function scaleOf(source: Uint8Array, at: number, index: number): number {
  if (index < 4) return (source[at + index] ?? 0) & 63;
  return ((source[at + index + 4] ?? 0) & 15) | (((source[at + index - 4] ?? 0) >> 6) << 4);
}

/** `get_scale_min_k4` of ggml-quants.c: minimum `index` of 0…7, six bits. */
export function minimumOf(source: Uint8Array, at: number, index: number): number {
  if (index < 4) return (source[at + index + 4] ?? 0) & 63;
  return ((source[at + index + 4] ?? 0) >> 4) | (((source[at + index] ?? 0) >> 6) << 4);
}
