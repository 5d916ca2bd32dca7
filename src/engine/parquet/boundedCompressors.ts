// hyparquet's compressors, each of which writes no more than its page says: some of the library's go by what the
// compressed data say instead.
import zlib from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

type Compressor = NonNullable<Compressors['ZSTD']>;

export const boundedCompressors: Compressors = {
  ...Object.fromEntries(Object.entries(compressors).map(([codec, unpack]) => [codec, checked(unpack)])),
  BROTLI: checked((input, size) => zlib.brotliDecompressSync(input, { maxOutputLength: Math.max(1, size) })),
  ...zstd(),
};

/** Node has it since 22.15; not every Electron does. */
function zstd(): Compressors {
  if (typeof zlib.zstdDecompressSync !== 'function') return {};
  return {
    ZSTD: checked((input, size) => zlib.zstdDecompressSync(input, { maxOutputLength: Math.max(1, size) })),
  };
}

function checked(unpack: Compressor): Compressor {
  return (input, size) => {
    const bytes = unpack(input, size);
    if (bytes.byteLength > size) throw new Error('A page unpacks to more than it says');
    // A view of a larger buffer of Node's would be read from its start.
    return bytes instanceof Buffer ? new Uint8Array(bytes) : bytes;
  };
}
