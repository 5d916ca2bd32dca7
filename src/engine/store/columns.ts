// Reads columns of a result row with the type they must have: a tampered file gives an error, not a wrong value.
import type { Row } from './database';
import { damagedComparison } from './storeErrors';

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : wrongType(column);
}

export function nullableTextOf(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

export function realOf(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : wrongType(column);
}

export function nullableRealOf(row: Row, column: string): number | null {
  return row[column] === null ? null : realOf(row, column);
}

export function integerOf(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : wrongType(column);
}

export function nullableIntegerOf(row: Row, column: string): number | null {
  return row[column] === null ? null : integerOf(row, column);
}

export function oneOf<T extends string>(row: Row, column: string, values: readonly T[]): T {
  const value = row[column];
  return values.find((known) => known === value) ?? wrongType(column);
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array && value.byteLength % 4 === 0 ? value : wrongType(column);
}

function wrongType(column: string): never {
  throw damagedComparison(`a value of "${column}" is not what it should be`);
}

/**
 * Text as SQLite can give it back: a NUL ends a text for many of its readers, and half a surrogate pair can't be
 * written. Each becomes U+FFFD, one UTF-16 unit for one, so that spans stay where they are.
 */
export function storableText(text: string): string {
  return text.replace(/[\0\ud800-\udfff]/gu, '\ufffd');
}

/** int32, little-endian. */
export function packIntegers(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setInt32(i * 4, value, true));
  return new Uint8Array(view.buffer);
}

export function unpackIntegers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getInt32(i * 4, true));
}

/** float32, little-endian: seven digits are kept. */
export function packReals(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return new Uint8Array(view.buffer);
}

export function unpackReals(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
