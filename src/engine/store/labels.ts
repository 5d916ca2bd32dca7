// The answers that were drawn for a person to label, and the labels.
import type { ChatMessage } from '../../protocol/generation';
import { labels, type Label } from '../../protocol/labels';
import { safetyKinds, type Side, type SafetyKind } from '../../protocol/outcomes';
import { integerOf, nullableTextOf, oneOf, textOf } from './columns';
import type { Database, Row } from './database';
import { historyJson, parseColumn } from './jsonColumns';
import { badCall, damagedComparison } from './storeErrors';
import { isOfPair, sideOf, storedSide } from './storedSides';

export interface DrawnAnswer {
  readonly promptId: number;
  readonly side: Side;
  /** 0-based. */
  readonly sample: number;
}

export interface StoredLabel extends DrawnAnswer {
  /** In the order of drawing, from 1. */
  readonly position: number;
  readonly label: Label | null;
}

/** With what a person reads. */
export interface StoredLabelText extends StoredLabel {
  readonly kind: SafetyKind;
  readonly userMessage: string;
  readonly context: string | null;
  /** Turns before the user's last message. */
  readonly history: readonly ChatMessage[];
  /** How the answer was made to begin; null: it began itself. */
  readonly prefill: string | null;
  readonly answer: string;
  /** As generated. */
  readonly text: string;
}

/**
 * What another column's sample has drawn of the base already stands in both.
 * @throws GuardrailError invalidRequest for a response that is not there
 */
export function addDrawn(database: Database, drawn: readonly DrawnAnswer[], column: number): void {
  database.write(() => {
    for (const { promptId, side: ofPair, sample } of drawn) {
      const side = storedSide(ofPair, column);
      const found = database.get(
        'SELECT response_id FROM response_state WHERE prompt_id = :promptId AND side = :side AND sample = :sample',
        { promptId, side, sample },
      );
      if (found === undefined) throw badCall(`There is no response ${promptId}:${sample} of ${side}.`);
      database.run(
        'INSERT INTO label (response_id) VALUES (:responseId) ON CONFLICT (response_id) DO NOTHING',
        {
          responseId: integerOf(found, 'response_id'),
        },
      );
    }
  });
}

/** `label` null: none any more. @throws GuardrailError invalidRequest where nothing was drawn at the position. */
export function setLabel(database: Database, position: number, label: Label | null, at: string): void {
  database.write(() => {
    if (database.get('SELECT 1 FROM label WHERE position = :position', { position }) === undefined) {
      throw badCall(`No answer ${position} was drawn.`);
    }
    database.run('UPDATE label SET label = :label, at = :at WHERE position = :position', {
      ...{ position, label },
      at: label === null ? null : at,
    });
  });
}

/** The answer is about to be replaced: gives its place in the sample, which its label leaves; null: it was not drawn. */
export function takePlace(database: Database, responseId: number): number | null {
  const row = database.get('SELECT position FROM label WHERE response_id = :responseId', { responseId });
  if (row === undefined) return null;
  database.run('DELETE FROM label WHERE response_id = :responseId', { responseId });
  return integerOf(row, 'position');
}

/** The new answer stands in the place of the old one, without a label: a person said nothing of it yet. */
export function givePlace(database: Database, position: number, responseId: number): void {
  database.run('INSERT INTO label (position, response_id) VALUES (:position, :responseId)', {
    position,
    responseId,
  });
}

/** Of a column's pair. A base's answer that was drawn for another column only is in none of its pairs. */
export function readLabels(database: Database, column: number): StoredLabel[] {
  const sql = `SELECT position, label, prompt_id, side, sample
    FROM label JOIN response ON response.id = response_id ORDER BY position`;
  return ofColumn(database.all(sql), column).map(labelOf);
}

export function readLabelTexts(database: Database, column: number): StoredLabelText[] {
  const sql = `SELECT position, label, prompt_id, side, sample, coalesce(answer, text) AS answer, text, kind,
      coalesce(user_message, prompt) AS user_message, context, history, prefill
    FROM label JOIN response ON response.id = response_id JOIN prompt ON prompt.id = prompt_id ORDER BY position`;
  return ofColumn(database.all(sql), column).map((row) => ({
    ...labelOf(row),
    kind: oneOf(row, 'kind', safetyKinds),
    userMessage: textOf(row, 'user_message'),
    context: nullableTextOf(row, 'context'),
    history: parseColumn(historyJson, nullableTextOf(row, 'history') ?? '[]', 'earlier turns'),
    prefill: nullableTextOf(row, 'prefill'),
    answer: textOf(row, 'answer'),
    text: textOf(row, 'text'),
  }));
}

function ofColumn(rows: readonly Row[], column: number): Row[] {
  const place = (row: Row): string => `${integerOf(row, 'prompt_id')}:${integerOf(row, 'sample')}`;
  const own = rows.filter((row) => isOfPair(sideOf(row), column));
  const tuned = new Set(own.filter((row) => sideOf(row).side === 'tuned').map(place));
  return own.filter((row) => tuned.has(place(row)));
}

function labelOf(row: Row): StoredLabel {
  const word = nullableTextOf(row, 'label');
  const label = labels.find((one) => one === word) ?? null;
  if (word !== null && label === null) throw damagedComparison(`there is a label "${word}"`);
  return {
    position: integerOf(row, 'position'),
    promptId: integerOf(row, 'prompt_id'),
    side: sideOf(row).side,
    sample: integerOf(row, 'sample'),
    label,
  };
}
