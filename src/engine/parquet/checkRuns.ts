// Runs of a Parquet page, looked at before the library writes them out: it repeats a value as often as its run says, though
// the page has room for fewer, so that some bytes would fill the memory.
import type { PageHeader } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { boundedCompressors } from './boundedCompressors';

export interface PageColumn {
  readonly codec: Parameters<typeof decompressPage>[2];
  readonly isBoolean: boolean;
  /** Of the levels by which lists and nulls are written; 0 where there are none. */
  readonly maxRepetition: number;
  readonly maxDefinition: number;
}

const asRuns: ReadonlySet<string> = new Set(['PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE']);

/**
 * @param packed the page's bytes, as they lie in the file
 * @throws Error where a run is longer than its page, or the page is cut off
 */
export function checkRuns(page: PageHeader, packed: Uint8Array, column: PageColumn): void {
  const { data_page_header: head, data_page_header_v2: second } = page;
  const unpack = (bytes: Uint8Array, size: number): Uint8Array =>
    decompressPage(bytes, size, column.codec, boundedCompressors);
  if (second !== undefined) {
    const { num_values: values, num_nulls: nulls, encoding } = second;
    const [repetition, definition] = [
      second.repetition_levels_byte_length,
      second.definition_levels_byte_length,
    ];
    const size = page.uncompressed_page_size - repetition - definition;
    if (!(nulls >= 0 && nulls <= values && repetition >= 0 && definition >= 0 && size >= 0)) {
      throw new Error('A page has a size that cannot be true.');
    }
    if (column.maxRepetition > 0) walk(packed, 0, bitsOf(column.maxRepetition), values);
    if (column.maxDefinition > 0) walk(packed, repetition, bitsOf(column.maxDefinition), values);
    if (!asRuns.has(encoding)) return;
    const rest = packed.subarray(repetition + definition);
    const isPacked = second.is_compressed !== false && size > 0;
    walkValues(isPacked ? unpack(rest, size) : rest, 0, encoding, { values, column });
    return;
  }
  const levels = [column.maxRepetition, column.maxDefinition].filter((level) => level > 0);
  if (head === undefined || (levels.length === 0 && !asRuns.has(head.encoding))) return;
  const bytes = unpack(packed, page.uncompressed_page_size);
  let at = 0;
  for (const level of levels) {
    walk(bytes, at + 4, bitsOf(level), head.num_values);
    at += 4 + uint32(bytes, at);
  }
  if (asRuns.has(head.encoding)) walkValues(bytes, at, head.encoding, { values: head.num_values, column });
}

function walkValues(
  bytes: Uint8Array,
  at: number,
  encoding: string,
  { values, column }: { readonly values: number; readonly column: PageColumn },
): void {
  if (column.isBoolean) walk(bytes, encoding === 'RLE' ? at + 4 : at, 1, values);
  else if (at < bytes.length && bytes[at] !== 0) walk(bytes, at + 1, bytes[at] ?? 0, values);
}

/** Goes over the runs from `at` until they have all values, or end. */
function walk(bytes: Uint8Array, at: number, bits: number, values: number): void {
  for (let seen = 0; seen < values && at < bytes.length;) {
    let header = 0;
    let isOver = false;
    for (let shift = 0; !isOver && at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0;
      header |= (byte & 0x7f) << shift;
      isOver = byte < 0x80;
    }
    const count = header >>> 1;
    if ((header & 1) === 1) {
      // Groups of eight, each bit of which is there.
      if (count > (8 * (bytes.length - at)) / bits) throw new Error('A page is cut off.');
      seen += count * 8;
      at += count * bits;
    } else {
      if (count > values) throw new Error('A run is longer than its page.');
      seen += count;
      at += (bits + 7) >> 3;
    }
  }
}

const bitsOf = (level: number): number => 32 - Math.clz32(level);

function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new Error('A page is cut off.');
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}
