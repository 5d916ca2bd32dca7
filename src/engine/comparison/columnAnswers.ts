// What every tuned subject of a comparison answered to one prompt, to be read side by side.
import type { ColumnAnswers, ComparisonRow } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { columnsOf } from '../../safety/subjects/columns';
import type { ComparisonStore } from '../store/comparisonStore';

/** @throws GuardrailError invalidRequest where there is no such prompt */
export function columnAnswers(store: ComparisonStore, promptId: number): ColumnAnswers {
  const rows = columnsOf(store.describe().spec).map(({ name }, column) => ({
    name,
    row: rowOf(store.forColumn(column), promptId),
  }));
  const first = rows[0]?.row ?? rowOf(store, promptId);
  const { sides, missing: _missing, flip: _flip, ...prompt } = first;
  return {
    prompt,
    base: sides.base ?? [],
    columns: rows.map(({ name, row }) => ({
      name,
      samples: row.sides.tuned ?? [],
      missing: row.missing.filter(({ side }) => side === 'tuned'),
      flip: row.flip,
    })),
  };
}

function rowOf(store: ComparisonStore, promptId: number): ComparisonRow {
  const { rows } = store.query({
    filter: { promptId },
    sort: 'runOrder',
    descending: false,
    offset: 0,
    limit: 1,
  });
  const [row] = rows;
  if (row !== undefined) return row;
  throw new GuardrailError(
    'invalidRequest',
    `The comparison has no prompt ${promptId}.`,
    'Choose another row.',
  );
}
