// The one way to say that a suite's text is wrong: which file, where in it, what, and what to do.
import { GuardrailError } from '../../protocol/errors';

export interface SuitePlace {
  /** The file's name or path as the user knows it. */
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** A column of a table or a field of a JSON object. */
  readonly field?: string;
}

/** A `suiteInvalid` error whose message reads `file, line 3, field "prompt": …`. */
export function suiteError(
  place: SuitePlace,
  problem: string,
  advice: string,
  options?: { cause?: unknown },
): GuardrailError {
  const line = place.line === undefined ? '' : `, line ${place.line}`;
  const field = place.field === undefined ? '' : `, field "${place.field}"`;
  return new GuardrailError('suiteInvalid', `${place.file}${line}${field}: ${problem}`, advice, options);
}

/** Foreign text for an error message: one line, control characters shown as spaces, at most 60 characters. */
export function quoted(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return `"${line.length > 60 ? `${line.slice(0, 57)}…` : line}"`;
}
