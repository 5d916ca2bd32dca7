// Float32 from levels: for types that are read in one way, whether they are dequantised or packed into blocks.
import type { Unpack } from '../unpacked';
import type { Dequantise } from './dequantise';

/** Every product is exact, and a sum is rounded once, at the store: the bits of ggml. */
export function fromLevels(
  unpack: Unpack,
  size: { readonly blockSize: number; readonly blockBytes: number; readonly parts: number },
): Dequantise {
  const { blockSize, blockBytes, parts } = size;
  const inPart = blockSize / parts;
  return (source, target, blocks) => {
    const levels = new Int16Array(blockSize);
    const scales = new Float64Array(parts);
    const offsets = new Float64Array(parts).fill(-0);
    let check = 0;
    for (let block = 0; block < blocks; block++) {
      unpack(source, block * blockBytes, { levels, scales, offsets });
      for (let part = 0; part < parts; part++) {
        const scale = scales[part] ?? 0;
        const offset = offsets[part] ?? 0;
        check += scale * 0 + offset * 0;
        for (let j = part * inPart; j < (part + 1) * inPart; j++) {
          target[block * blockSize + j] = scale * (levels[j] ?? 0) + offset;
        }
      }
    }
    return check;
  };
}
