// Labels from a file that was exported and filled in: CSV, or JSON Lines. Knows no comparison.
import { GuardrailError } from '../../protocol/errors';
import { labels, type GivenLabel, type Label } from '../../protocol/labels';
import { outcomeLabels } from '../../safety/presentation/labels';
import { columnReader } from '../../safety/suites/table';
import { parseJsonLines } from '../files/jsonLines';
import { readCsv } from '../suites/readCsv';

/** Rows without a label are left out. @throws GuardrailError datasetInvalid, naming file and line. */
export function readLabelFile(text: string, file: string): GivenLabel[] {
  const rows = text.trimStart().startsWith('{') ? jsonRows(text, file) : csvRows(text, file);
  const seen = new Set<string>();
  return rows.flatMap(({ line, id, word }) => {
    if (word.trim() === '') return [];
    if (id === '') throw invalid(file, line, 'there is a label, but no id', leaveIds);
    if (seen.has(id)) throw invalid(file, line, `answer ${id} is there twice`, 'Keep one of the two.');
    seen.add(id);
    return [{ id, label: labelOf(word, file, line) }];
  });
}

interface Row {
  readonly line: number;
  readonly id: string;
  readonly word: string;
}

const leaveIds = 'Leave the column "id" as it was exported.';

function csvRows(text: string, file: string): Row[] {
  try {
    const table = readCsv(text, file);
    const [id, label] = [columnReader(table, 'id'), columnReader(table, 'label')];
    return table.rows.map((row) => ({ line: row.line, id: id(row).trim(), word: label(row) }));
  } catch (error) {
    if (!(error instanceof GuardrailError)) throw error;
    const advice = 'Export the sample anew, fill in its column "label", and leave the others as they are.';
    throw new GuardrailError('datasetInvalid', error.message, advice, { cause: error });
  }
}

function jsonRows(text: string, file: string): Row[] {
  return [...parseJsonLines(text)].map((parsed) => {
    const { line } = parsed;
    if (!('value' in parsed)) throw invalid(file, line, 'it is not JSON', 'Correct or remove the line.');
    const { id, label } = Object(parsed.value) as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string') throw invalid(file, line, 'it has no "id"', leaveIds);
    if (label !== null && label !== undefined && typeof label !== 'string') {
      throw invalid(file, line, 'its "label" is not a word', knownLabels);
    }
    return { line, id, word: label ?? '' };
  });
}

const knownLabels = `Labels are ${labels.join(', ')}; leave it empty for an answer that you have not read.`;

/** The protocol's word, or what VS Code calls it; in any case of letters. */
function labelOf(word: string, file: string, line: number): Label {
  const wanted = word.trim().toLowerCase();
  const found = labels.find(
    (label) =>
      label.toLowerCase() === wanted ||
      (label !== 'cannotTell' && outcomeLabels[label].toLowerCase() === wanted),
  );
  if (found !== undefined) return found;
  throw invalid(file, line, `"${word.trim().slice(0, 40)}" is no label`, knownLabels);
}

function invalid(file: string, line: number, problem: string, advice: string): GuardrailError {
  return new GuardrailError('datasetInvalid', `${file}, line ${line}: ${problem}.`, advice);
}
