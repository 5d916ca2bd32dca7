// One tensor as float32 in memory; for the small matrices of adapters and for merging.
import { open } from 'node:fs/promises';
import { checkpointCorrupt, checkpointUnsupported } from '../checkpointErrors';
import type { RawTensor } from '../fingerprints';

/**
 * The numbers of an F32, F16 or BF16 tensor, row-major.
 * @throws GuardrailError checkpointUnsupported for another dtype, checkpointCorrupt where one is NaN or infinite.
 */
export async function readFloats(tensor: RawTensor): Promise<Float32Array> {
  const bytes = new Uint8Array(tensor.byteLength);
  const handle = await open(tensor.file, 'r');
  try {
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, tensor.offset + done);
      if (bytesRead === 0) throw checkpointCorrupt(`Tensor ${tensor.name} ends beyond the end of its file.`);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  const floats = floatsOf(tensor, bytes);
  for (let i = 0; i < floats.length; i++) {
    if (!Number.isFinite(floats[i])) {
      throw checkpointCorrupt(
        `Tensor ${tensor.name} has a number that is not finite (NaN or infinity) at element ${i}.`,
        'The training run has probably diverged, or the file is damaged. Use an earlier checkpoint.',
      );
    }
  }
  return floats;
}

/**
 * The numbers of whole elements of a tensor, as they lie in its file, from the start of a buffer on.
 * @throws GuardrailError checkpointUnsupported for another dtype than F32, F16 and BF16
 */
export function floatsOf(tensor: Pick<RawTensor, 'name' | 'dtype'>, bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (tensor.dtype === 'F32') return new Float32Array(buffer, byteOffset, byteLength / 4);
  if (tensor.dtype === 'BF16') {
    const words = new Uint16Array(buffer, byteOffset, byteLength / 2);
    const bits = new Uint32Array(words.length);
    for (let i = 0; i < words.length; i++) bits[i] = (words[i] ?? 0) << 16;
    return new Float32Array(bits.buffer);
  }
  if (tensor.dtype === 'F16') {
    const words = new Uint16Array(buffer, byteOffset, byteLength / 2);
    const floats = new Float32Array(words.length);
    for (let i = 0; i < words.length; i++) floats[i] = halfToFloat(words[i] ?? 0);
    return floats;
  }
  throw checkpointUnsupported(
    `Tensor ${tensor.name} has dtype ${tensor.dtype}.`,
    'Save the checkpoint as float32, float16 or bfloat16.',
  );
}

/** IEEE 754 binary16. */
function halfToFloat(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
