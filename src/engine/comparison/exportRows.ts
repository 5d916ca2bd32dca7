// A comparison's rows as a file for other programs. Goes on over rows that cannot be read: of a damaged file it saves the rest.
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ExportFormat } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { exportHead, exportRow } from '../../safety/presentation/exportedRows';
import type { ComparisonStore } from '../store/comparisonStore';

/** @throws GuardrailError invalidRequest where the file cannot be written, or is the comparison itself */
export function exportRows(
  store: ComparisonStore,
  { path, target, format }: { readonly path: string; readonly target: string; readonly format: ExportFormat },
): { rows: number; unreadable: number } {
  if (resolve(path) === resolve(target)) throw notWritten(target);
  const ids = promptIds(store);
  const pairs = pairsOf(store);
  const file = written(target, () => openSync(target, 'w'));
  let rows = 0;
  let unreadable = 0;
  try {
    written(target, () => writeSync(file, exportHead(format)));
    for (const promptId of ids) {
      const text = readable(() => rowText(pairs, promptId, format));
      if (text === null) unreadable++;
      else {
        written(target, () => writeSync(file, text));
        rows++;
      }
    }
  } finally {
    closeSync(file);
  }
  return { rows, unreadable };
}

/** Of several tuned checkpoints the base's responses stand with the first. */
function rowText(pairs: readonly Pair[], promptId: number, format: ExportFormat): string {
  const query = { filter: { promptId }, sort: 'runOrder', descending: false, offset: 0, limit: 1 } as const;
  return pairs
    .flatMap(({ store, name }, place) =>
      store.query(query).rows.map((row) => {
        const { tuned = [] } = row.sides;
        return exportRow(place === 0 ? row : { ...row, sides: { tuned } }, format, name);
      }),
    )
    .join('');
}

interface Pair {
  readonly store: ComparisonStore;
  readonly name: string | null;
}

function pairsOf(store: ComparisonStore): readonly Pair[] {
  const names = readable(() => store.describe().columns)?.map(({ name }) => name);
  return names?.map((name, column) => ({ store: store.forColumn(column), name })) ?? [{ store, name: null }];
}

/** Prompts are numbered from 1 in run order; where their table cannot be read as a whole, each is tried. */
function promptIds(store: ComparisonStore): readonly number[] {
  const listed = readable(() => store.prompts().map(({ id }) => id));
  if (listed !== null) return listed;
  const { prompts } = store.describe();
  return Array.from({ length: prompts }, (_, index) => index + 1);
}

/** null where the file is damaged there. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof GuardrailError && error.code === 'storeInvalid') return null;
    throw error;
  }
}

function written<T>(target: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw notWritten(target, cause);
  }
}

function notWritten(target: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${target} cannot be written.`,
    `Check that ${dirname(target)} is there, that you may write into it, and that its disk has room.`,
    { cause },
  );
}
