// Small files that say, or hide, that they hold gigabytes: an error before anything is unpacked.
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readParquet } from '../../../../src/engine/parquet/readParquet';
import { parquetBytes } from './parquetWriter';

const three = Buffer.from(Int32Array.from([1, 2, 3]).buffer);
const packers = [
  ['none', 0, (data: Uint8Array) => Buffer.from(data)],
  ['gzip', 2, (data: Uint8Array) => gzipSync(data)],
  ['brotli', 4, (data: Uint8Array) => brotliCompressSync(data)],
  ['zstd', 6, (data: Uint8Array) => zstdCompressSync(data)],
] as const;

test.each(packers)('an honest file is read (%s)', async (_, codec, pack) => {
  const bytes = parquetBytes({ data: pack(three), unpacked: 12, values: 3, rows: 3, codec });
  expect(await readParquet(bytes)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('a page that says it unpacks to gigabytes is refused, though the footer does not', async () => {
  const bytes = parquetBytes({
    data: gzipSync(three),
    unpacked: 1_900_000_000,
    values: 3,
    rows: 3,
    codec: 2,
  });
  await expect(readParquet(bytes)).rejects.toThrow(/unpacks to more than/u);
});

test('so is one that says it has a billion values in a byte', async () => {
  const bytes = parquetBytes({
    data: Buffer.from([0]),
    unpacked: 1,
    values: 1_000_000_000,
    rows: 3,
    encoding: 8,
  });
  expect(bytes.length).toBeLessThan(200);
  await expect(readParquet(bytes)).rejects.toThrow(/unpacks to more than/u);
});

test('so is one whose rows the footer counts in billions', async () => {
  const bytes = parquetBytes({ data: three, unpacked: 12, values: 3, rows: 3_000_000_000 });
  await expect(readParquet(bytes)).rejects.toThrow(/too much/u);
});

test.each([
  ['RLE', 3],
  ['RLE_DICTIONARY', 8],
  ['PLAIN_DICTIONARY', 2],
])('so is a run of a billion values in a page of three (%s)', async (_, encoding) => {
  // One bit a value, then the run: its length times two, seven bits a byte, and what it repeats.
  const data = Buffer.from([1, 0xfe, 0xff, 0xff, 0xff, 0x07, 0]);
  const bytes = parquetBytes({ data, unpacked: data.length, values: 3, rows: 3, encoding });
  await expect(readParquet(bytes)).rejects.toThrow(/run is longer than its page/u);
});

test('so are a million rows without a value', async () => {
  const bytes = parquetBytes({ data: three, unpacked: 12, values: 0, rows: 1_000_000 });
  await expect(readParquet(bytes)).rejects.toThrow(/1000000 rows, and it has 0/u);
});

test('so are values that each repeat the one before', async () => {
  const bytes = parquetBytes({ data: three, unpacked: 12, values: 3, rows: 3, encoding: 7 });
  await expect(readParquet(bytes)).rejects.toThrow(/DELTA_BYTE_ARRAY/u);
});

test.each(packers.slice(1))(
  'compressed data that hold more than their page says (%s)',
  async (_, codec, pack) => {
    const bytes = parquetBytes({
      data: pack(Buffer.alloc(64 * 2 ** 20)),
      unpacked: 12,
      values: 3,
      rows: 3,
      codec,
    });
    expect(bytes.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    const result = await readParquet(bytes).catch((error: unknown) => error);
    // gzip's own reader stops at the end of the page it was given.
    expect(result instanceof Error || JSON.stringify(result) === '[{"a":0},{"a":0},{"a":0}]').toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 2 ** 20);
  },
);

test.each([
  ['beyond the file', { unpacked: 12, values: 3, rows: 3 }],
  ['negative', { unpacked: -12, values: 3, rows: 3 }],
  ['a negative number of values', { unpacked: 12, values: -3, rows: 3 }],
])('a page whose size is %s', async (name, page) => {
  const bytes = parquetBytes({ data: three, ...page });
  // The data are cut out, the footer is not.
  const cut = name === 'beyond the file' ? Buffer.concat([bytes.subarray(0, 10), bytes.subarray(30)]) : bytes;
  await expect(readParquet(cut)).rejects.toThrow();
});
