// The errors of a comparison file by name, and SQLite's own error codes put into words.
import { GuardrailError, rowsCanBeExported } from '../../protocol/errors';

export function notAComparison(path: string, why: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} is not a comparison file: ${why}.`,
    'Choose a .glens file that Guardrail Lens wrote.',
    { cause },
  );
}

export function newerComparison(path: string, needed: string | null): GuardrailError {
  const version = needed === null ? 'a newer version of Guardrail Lens' : `Guardrail Lens ${needed} or newer`;
  return new GuardrailError(
    'storeInvalid',
    `${path} was written by a newer version of Guardrail Lens than this one.`,
    `Open it with ${version}.`,
  );
}

export function olderComparison(path: string, cause: unknown): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} has an older format, and it could not be brought up to date where it lies.`,
    'Copy the file into a folder that can be written to, and open the copy.',
    { cause },
  );
}

export function damagedComparison(what: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `The comparison file is damaged: ${what}.`,
    `Restore the file from a copy, or run the comparison again. ${rowsCanBeExported}`,
    { cause },
  );
}

export function comparisonExists(path: string): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} exists already.`,
    'Choose another name, or open the file to resume its run.',
  );
}

export function comparisonBusy(path: string, writer: string | null): GuardrailError {
  return new GuardrailError(
    'storeBusy',
    `${path} is being written by ${writer ?? 'another engine'}.`,
    'Wait until that run has ended or stop it. The file can be opened for reading meanwhile.',
  );
}

export function unreadable(path: string, why: string, cause: unknown): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} could not be read: ${why}.`,
    'Check that the file is there, that you may read it, and that its disk is well.',
    { cause },
  );
}

export function leftOpen(path: string, cause: unknown): GuardrailError {
  return new GuardrailError(
    'storeInvalid',
    `${path} was not closed by its last writer, and it can't be put in order where it lies.`,
    'Copy it, with the -wal file beside it if there is one, into a folder that can be written to, and open the copy.',
    { cause },
  );
}

export function writeFailed(path: string, why: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'storeWriteFailed',
    `${path} could not be written: ${why}. Nothing already saved is lost.`,
    'Free some space or choose a folder that can be written to, then resume the run.',
    { cause },
  );
}

/** A call that does not fit what the file holds: an unknown prompt, a response that is there already. */
export function badCall(what: string): GuardrailError {
  return new GuardrailError('invalidRequest', what, 'This is a defect of the caller. Please report it.');
}

/** SQLite's primary result code of a thrown value, else null. */
export function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** What SQLite threw as an error for the user; anything that is not SQLite's stays as it is. */
export function translateError(error: unknown, path: string, mode: 'read' | 'write'): unknown {
  if (error instanceof GuardrailError) return error;
  const words = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  switch (code) {
    case null:
      // An integer beyond 2^53, which no file of ours holds.
      return error instanceof RangeError ? damagedComparison(words, error) : error;
    case 3: // PERM
    case 8: // READONLY
    case 10: // IOERR
    case 14: // CANTOPEN
      return mode === 'write' ? writeFailed(path, words, error) : unreadable(path, words, error);
    case 5: // BUSY
    case 6: // LOCKED
    case 15: // PROTOCOL
      return comparisonBusy(path, null);
    case 1: // ERROR: our statements are right, so the file is not
    case 11: // CORRUPT
      return damagedComparison(`${path}: ${words}`, error);
    case 13: // FULL
      return writeFailed(path, 'the disk is full', error);
    case 18: // TOOBIG
      return writeFailed(path, words, error);
    case 19: // CONSTRAINT
      return badCall(`The comparison file refused a value: ${words}.`);
    case 26: // NOTADB
      return notAComparison(path, 'it is not an SQLite database', error);
    default:
      return error;
  }
}
