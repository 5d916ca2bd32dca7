// What a block of ggml's stands for: whole levels with scales and offsets. Knows bytes, no files.
import { float16Values } from './dequantise/float16';

/**
 * One block of ggml's: value = scale · level + offset, scales and offsets by parts of the block. Levels lie in −8…7 for one
 * digit, in −136…119 (16 · (high − 8) + low − 8) for two.
 */
export interface Unpacked {
  readonly levels: Int16Array;
  readonly scales: Float64Array;
  /** Zeros where the layout has none. */
  readonly offsets: Float64Array;
}

export type Unpack = (source: Uint8Array, at: number, to: Unpacked) => void;

export function half(source: Uint8Array, at: number): number {
  return float16Values[(source[at] ?? 0) | ((source[at + 1] ?? 0) << 8)] ?? 0;
}
