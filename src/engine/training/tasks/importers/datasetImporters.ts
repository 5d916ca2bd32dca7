// The registry of row importers. Rows are recognised by their columns, never by the file's name.
import type { FileDatasetSpec } from '../datasetSpec';
import { datasetError } from '../datasetError';
import type { DatasetRow } from '../readRows';
import { messageRows } from './conversation';
import { gsm8k } from './gsm8k';
import { humanEval } from './humanEval';
import { mathRows } from './mathRows';
import { mbpp } from './mbpp';
import { preferenceRows } from './preferenceRows';
import { promptRows } from './promptRows';
import type { RowImporter } from './rowImporter';

/** In the order in which they are asked: published files have more columns than `prompt`. */
const importers: readonly RowImporter[] = [
  gsm8k,
  mathRows,
  mbpp,
  humanEval,
  preferenceRows,
  messageRows,
  promptRows,
];

/**
 * The importer for these rows.
 * @throws GuardrailError datasetInvalid where none knows their columns.
 */
export function findImporter(
  rows: readonly [DatasetRow, ...DatasetRow[]],
  format: FileDatasetSpec['format'],
): RowImporter {
  const [first] = rows;
  const columns = new Set(Object.keys(first.values));
  const found = importers.find((importer) =>
    format === 'auto' ? importer.recognises(columns, first) : importer.format === format,
  );
  if (found !== undefined) return found;
  throw datasetError(
    { source: first.source },
    `There is no column "prompt" or "messages", and the columns ${[...columns].join(', ')} are not those of a dataset we know: ${importers
      .map(({ format: name, header }) => `${name} (${header})`)
      .join('; ')}.`,
    'Name the column that holds the prompt: "rename_columns": {"<yours>": "prompt"}.',
  );
}
