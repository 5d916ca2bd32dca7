// Writes a safetensors file. Knows no model.
import { replaceFile } from '../../files/atomicFile';

export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'F32' | 'BF16';
  /** Called once, in order; the numbers are not kept. */
  read(): Promise<Float32Array> | Float32Array;
}

/** Tensors start at a multiple of this. */
const alignment = 64;

/**
 * `metadata` gets `format: pt`, which transformers and PEFT ask for.
 * @throws GuardrailError storeWriteFailed; a file that was there before stays.
 */
export async function writeSafetensors(path: string, tensors: readonly TensorToWrite[]): Promise<void> {
  await replaceFile(path, async (handle) => {
    await handle.writeFile(headerOf(tensors));
    for (const tensor of tensors) {
      const data = await tensor.read();
      if (data.length !== elements(tensor)) {
        throw new RangeError(`${tensor.name} has ${data.length} numbers, its shape ${elements(tensor)}.`);
      }
      await handle.writeFile(tensor.dtype === 'F32' ? bytesOf(data) : toBFloat16(data));
    }
  });
}

export function float32Tensors(
  prefix: string,
  tensors: Iterable<{
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array;
  }>,
): TensorToWrite[] {
  return [...tensors].map(({ name, shape, data }) => {
    return { name: prefix + name, shape, dtype: 'F32' as const, read: () => data };
  });
}

function headerOf(tensors: readonly TensorToWrite[]): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let at = 0;
  for (const tensor of tensors) {
    const bytes = elements(tensor) * (tensor.dtype === 'F32' ? 4 : 2);
    header[tensor.name] = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil((text.length + 8) / alignment) * alignment - 8, ' ');
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

function elements({ shape }: TensorToWrite): number {
  return shape.reduce((product, size) => product * size, 1);
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Round to nearest, ties to even, as PyTorch does. NaN stays NaN. */
function toBFloat16(data: Float32Array): Uint8Array {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const halves = new Uint16Array(data.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] ?? 0;
    const isNaN = (word & 0x7fffffff) > 0x7f800000;
    halves[i] = isNaN ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return new Uint8Array(halves.buffer);
}
