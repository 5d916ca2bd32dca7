// Rows of a Parquet file as plain JSON values. Only this folder imports hyparquet.
import type { FileMetaData, SchemaTree } from 'hyparquet';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { parquetReadAsync } from 'hyparquet/src/read.js';
import { boundedCompressors as compressors } from './boundedCompressors';
import { checkPages, maxRows, maxUnpackedBytes, maxValues } from './checkPages';

export type ParquetValues = Readonly<Record<string, unknown>>;

const magic = Uint8Array.from([0x50, 0x41, 0x52, 0x31]);

/** Whether the bytes begin as Parquet does ("PAR1"). */
export function isParquet(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * All rows, in order, columns by name. Integers are numbers where a double holds them exactly, else strings; times are ISO
 * strings.
 * @param bytes the whole file
 * @throws Error with what is wrong: damaged, cut off, too large.
 */
export async function readParquet(bytes: Uint8Array): Promise<ParquetValues[]> {
  const file = new Uint8Array(bytes).buffer;
  const metadata = await parquetMetadataAsync(file);
  checkMetadata(metadata);
  checkPages(file, metadata);
  // Every column by itself first: of several that are damaged, parquetReadObjects leaves unhandled rejections.
  const columns = parquetReadAsync({ file, metadata, compressors }).flatMap(({ groupRows, asyncColumns }) =>
    asyncColumns.map(({ data }) => ({ groupRows, data })),
  );
  const read = await Promise.allSettled(columns.map(({ data }) => data));
  for (const [index, column] of read.entries()) {
    if (column.status === 'rejected') throw column.reason;
    const has = column.value.data.reduce((sum, { length }) => sum + length, 0);
    const says = columns[index]?.groupRows ?? 0;
    if (has !== says) throw new Error(`It says that a column has ${says} rows, and it has ${has}.`);
  }
  const rows = await parquetReadObjects({ file, metadata, compressors });
  if (rows.length !== Number(metadata.num_rows)) {
    throw new Error(`It says that it has ${metadata.num_rows} rows, and has ${rows.length}.`);
  }
  // In place: of millions of rows there is no room for two.
  for (const row of rows) for (const name of Object.keys(row)) row[name] = jsonValue(row[name]);
  return rows;
}

/** Sizes, and that every chunk belongs to a column: the library would stop in the middle of its reads otherwise. */
function checkMetadata(metadata: FileMetaData): void {
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns);
  const unpacked = chunks.reduce(
    (sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0n),
    0,
  );
  // A column has a value in every row, nulls among them.
  const values = Number(metadata.num_rows) * Math.max(1, leaves(parquetSchema(metadata)));
  if (unpacked > maxUnpackedBytes || metadata.num_rows > maxRows || values > maxValues) {
    throw new Error(
      `It unpacks to ${Math.round(unpacked / 2 ** 20)} MiB in ${metadata.num_rows} rows, which is too much.`,
    );
  }
  const schema = parquetSchema(metadata);
  for (const { meta_data } of chunks) {
    let column: typeof schema | undefined = meta_data === undefined ? undefined : schema;
    for (const part of meta_data?.path_in_schema ?? []) {
      column = column?.children.find(({ element }) => element.name === part);
    }
    if (column === undefined) throw new Error('Its columns are not those of its schema.');
  }
}

function leaves({ children }: SchemaTree): number {
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leaves(child), 0);
}

function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      ? Number(value)
      : String(value);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return null;
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonValue(part)]));
  }
  return value === undefined ? null : value;
}
