// What the pages of a Parquet file say that they unpack to, added up before one is unpacked: a few bytes can stand for
// gigabytes, whatever the file's footer says. Then their runs, one page after the other.
import type { FileMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getSchemaPath } from 'hyparquet/src/schema.js';
import { checkRuns, type PageColumn } from './checkRuns';

/** What a file may say that it unpacks to: a small file can hold much of the same. */
export const maxUnpackedBytes = 1024 ** 3;
export const maxRows = 2_000_000;
/** Values of all columns together, nulls among them. */
export const maxValues = 20_000_000;

/**
 * @param file the whole file
 * @throws Error where sizes are too large or cannot be true.
 */
export function checkPages(file: ArrayBuffer, metadata: FileMetaData): void {
  const total = { values: 0, bytes: 0 };
  const pages: (() => void)[] = [];
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: chunk } of columns) {
      if (chunk === undefined) continue;
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      const length = Number(chunk.total_compressed_size);
      if (!(start >= 0 && length >= 0 && start + length <= file.byteLength)) {
        throw new Error('A column lies outside the file.');
      }
      const path = getSchemaPath(metadata.schema, chunk.path_in_schema);
      const column: PageColumn = {
        codec: chunk.codec,
        isBoolean: chunk.type === 'BOOLEAN',
        maxRepetition: getMaxRepetitionLevel(path),
        maxDefinition: getMaxDefinitionLevel(path),
      };
      const view = new DataView(file, start, length);
      addPages(view, total, (page, packed) => pages.push(() => checkRuns(page, packed, column)));
    }
  }
  for (const check of pages) check();
}

/** The pages of one column's chunk, one after the other. */
function addPages(
  view: DataView<ArrayBuffer>,
  total: { values: number; bytes: number },
  onPage: (page: PageHeader, packed: Uint8Array) => void,
): void {
  const reader = { view, offset: 0 };
  while (reader.offset < view.byteLength - 1) {
    const page = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = page;
    const head = page.data_page_header ?? page.data_page_header_v2 ?? page.dictionary_page_header;
    const values = head?.num_values ?? 0;
    if (!(packed >= 0 && unpacked >= 0 && values >= 0 && reader.offset + packed <= view.byteLength)) {
      throw new Error('A page has a size that cannot be true.');
    }
    // Each value may repeat the one before it, so that a page of any size stands for any amount.
    if (head?.encoding === 'DELTA_BYTE_ARRAY') {
      throw new Error('It uses the encoding DELTA_BYTE_ARRAY, which is not read here');
    }
    total.values += values;
    total.bytes += unpacked;
    if (total.values > maxValues || total.bytes > maxUnpackedBytes) {
      throw new Error(
        `It unpacks to more than ${maxValues} values or ${maxUnpackedBytes / 2 ** 20} MiB, which is too much`,
      );
    }
    onPage(page, new Uint8Array(view.buffer, view.byteOffset + reader.offset, packed));
    reader.offset += packed;
  }
}
