// The one way to say that a dataset is wrong: which file, where in it, what, and what to do.
import { GuardrailError } from '../../../protocol/errors';

export interface DatasetPlace {
  /** The file's path, or the name of what generates the prompts. */
  readonly source: string;
  /** 1-based line of a JSONL file, or position in an array. */
  readonly row?: number;
  readonly column?: string;
}

/** A `datasetInvalid` error whose message reads `file, row 3, column "prompt": …`. */
export function datasetError(
  place: DatasetPlace,
  problem: string,
  advice: string,
  options?: { cause?: unknown },
): GuardrailError {
  const row = place.row === undefined ? '' : `, row ${place.row}`;
  const column = place.column === undefined ? '' : `, column "${place.column}"`;
  return new GuardrailError('datasetInvalid', `${place.source}${row}${column}: ${problem}`, advice, options);
}

/** Foreign text for a message: one line, control characters shown as spaces, at most 60 characters. */
export function quoted(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}

/** What a value is, for a message. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
