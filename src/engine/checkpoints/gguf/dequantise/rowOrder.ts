// Undoes the row order that llama.cpp gives q and k of Llama models.

/**
 * llama.cpp's converter (`permute` of convert_hf_to_gguf.py) turns each head's rows [half][pair] into [pair][half].
 *
 * @param source whole heads of rows, as they lie in the GGUF file
 * @param target receives them in Hugging Face's order; as long as `source`, and not the same memory
 */
export function restoreRowOrder(
  source: Uint8Array,
  target: Uint8Array,
  rowBytes: number,
  headDim: number,
): void {
  const rows = source.byteLength / rowBytes;
  const half = headDim / 2;
  for (let row = 0; row < rows; row++) {
    const inHead = row % headDim;
    const first = row - inHead;
    const from = first + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
    target.set(source.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
}
