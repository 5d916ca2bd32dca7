// Readings of a comparison by both of its models, each with what it was made with, by tuned subject. The newest of each kind and
// settings is kept. Must not know what opens a model.
import type { z } from 'zod';
import type { AnswersState, ReadingKind, ReadingOrigin } from '../../protocol/readings';
import { integerOf, storableText, textOf } from './columns';
import type { Database, Row } from './database';
import { parseColumn } from './jsonColumns';
import { originJson, readingShapes, type ReadingShapes } from './readingShapes';
import { storedSide } from './storedSides';

export interface StoredReading<Kind extends ReadingKind> {
  readonly settings: ReadingShapes[Kind]['settings'];
  readonly value: ReadingShapes[Kind]['value'];
  readonly origin: ReadingOrigin;
}

/** In the place of the one with the same settings. */
export function setReading<Kind extends ReadingKind>(
  database: Database,
  { kind, column }: { readonly kind: Kind; readonly column: number },
  { settings, value, origin }: StoredReading<Kind>,
): void {
  const text = (part: unknown): string => storableText(JSON.stringify(part));
  database.write(() => {
    database.run('DELETE FROM reading WHERE position = :column AND kind = :kind AND settings = :settings', {
      column,
      kind,
      settings: settingsText(kind, settings),
    });
    database.run(
      `INSERT INTO reading (position, kind, settings, origin, value)
       VALUES (:column, :kind, :settings, :origin, :value)`,
      {
        ...{ column, kind, settings: settingsText(kind, settings) },
        ...{ origin: text(origin), value: text(value) },
      },
    );
  });
}

/** The newest, or that of the settings; null: none. @throws GuardrailError storeInvalid where it cannot be understood */
export function readReading<Kind extends ReadingKind>(
  database: Database,
  { kind, column }: { readonly kind: Kind; readonly column: number },
  settings?: ReadingShapes[Kind]['settings'],
): StoredReading<Kind> | null {
  const wanted = settings === undefined ? null : settingsText(kind, settings);
  const row = database.get(
    `SELECT settings, origin, value FROM reading
     WHERE position = :column AND kind = :kind AND (:wanted IS NULL OR settings = :wanted)
     ORDER BY id DESC LIMIT 1`,
    { column, kind, wanted },
  );
  return row === undefined ? null : readingOf(kind, row);
}

function readingOf<Kind extends ReadingKind>(kind: Kind, row: Row): StoredReading<Kind> {
  const shape = readingShapes[kind];
  const part = <T>(schema: z.ZodType<T>, column: string): T =>
    parseColumn(schema, textOf(row, column), `a reading (${kind}, ${column})`);
  return {
    settings: part(shape.settings, 'settings'),
    value: part(shape.value, 'value'),
    origin: part(originJson, 'origin'),
  };
}

/** Settings in one order of their names, so that equal ones are equal texts. */
function settingsText<Kind extends ReadingKind>(
  kind: Kind,
  settings: ReadingShapes[Kind]['settings'],
): string {
  return JSON.stringify(readingShapes[kind].settings.parse(settings));
}

/** What the answers of a side are now. */
export function answersState(database: Database, side: 'base' | 'tuned', column: number): AnswersState {
  const row = database.get(
    `SELECT count(*) AS count, coalesce(sum(tokens), 0) AS tokens
     FROM response_state WHERE side = :side`,
    { side: storedSide(side, column) },
  );
  return { count: integerOf(row ?? {}, 'count'), tokens: integerOf(row ?? {}, 'tokens') };
}
