// How the sides of a comparison stand in its file: in words, `tuned` for the first tuned subject, and `tuned2`, `tuned3`
// and so on for further ones. A pair is the base, one of them, and the base's control.
import { sides, type Side } from '../../protocol/outcomes';
import type { Row } from './database';
import { damagedComparison } from './storeErrors';

export interface StoredSide {
  readonly side: Side;
  /** 0-based; null: base and control belong to every column. */
  readonly column: number | null;
}

/** `column`: 0-based. */
export function storedSide(side: Side, column: number): string {
  return side === 'tuned' && column > 0 ? `tuned${column + 1}` : side;
}

/** null: no side's word. */
export function parseSide(word: unknown): StoredSide | null {
  const side = sides.find((known) => known === word);
  if (side !== undefined) return { side, column: side === 'tuned' ? 0 : null };
  const number = typeof word === 'string' ? Number(/^tuned([1-9]\d{0,3})$/u.exec(word)?.[1]) : 0;
  return number >= 2 ? { side: 'tuned', column: number - 1 } : null;
}

/** @throws GuardrailError storeInvalid */
export function sideOf(row: Row): StoredSide {
  const stored = parseSide(row['side']);
  if (stored === null) throw damagedComparison('a value of "side" is not what it should be');
  return stored;
}

/** Whether a response belongs to the pair of a column. */
export function isOfPair(stored: StoredSide, column: number): boolean {
  return stored.column === null || stored.column === column;
}

/** As `FROM`: what rows of a column's pair are filtered and sorted by. */
export function rowStates(column: number): string {
  return column === 0 ? 'row_state' : `(SELECT * FROM column_state WHERE position = ${Math.trunc(column)})`;
}
