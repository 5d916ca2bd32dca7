// Whether two tensors are the same, byte by byte. Knows no model.
import { open } from 'node:fs/promises';
import type { RawTensor } from './fingerprints';

const chunkBytes = 4 * 1024 * 1024;

/** Same dtype, shape and bytes. */
export async function sameBytes(x: RawTensor, y: RawTensor): Promise<boolean> {
  if (x.dtype !== y.dtype || x.shape.join() !== y.shape.join()) return false;
  const xFile = await open(x.file, 'r');
  try {
    const yFile = await open(y.file, 'r');
    try {
      const xChunk = Buffer.alloc(Math.min(chunkBytes, x.byteLength));
      const yChunk = Buffer.alloc(xChunk.length);
      for (let done = 0; done < x.byteLength;) {
        const length = Math.min(chunkBytes, x.byteLength - done);
        const xRead = await xFile.read(xChunk, 0, length, x.offset + done);
        const yRead = await yFile.read(yChunk, 0, xRead.bytesRead, y.offset + done);
        if (xRead.bytesRead === 0 || yRead.bytesRead !== xRead.bytesRead) return false;
        if (xChunk.compare(yChunk, 0, xRead.bytesRead, 0, xRead.bytesRead) !== 0) return false;
        done += xRead.bytesRead;
      }
      return true;
    } finally {
      await yFile.close();
    }
  } finally {
    await xFile.close();
  }
}
