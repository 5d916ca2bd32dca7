// Rows with a `prompt`: TRL's prompt-only and prompt-completion formats, and datasets of one's own.
import { datasetError } from '../datasetError';
import { assistantColumn, promptColumn } from './conversation';
import { missingColumn, valueOf, type RowImporter } from './rowImporter';

export const promptRows: RowImporter = {
  format: 'prompt',
  header: 'prompt, and what verifiers need: answer, tests, …',
  recognises: (columns) => columns.has('prompt'),
  read(row) {
    const prompt = valueOf(row, 'prompt');
    if (prompt === undefined) throw missingColumn(row, 'prompt');
    const parts = promptColumn(row, prompt);
    if (parts.prompt.trim() === '') {
      throw datasetError({ ...row, column: 'prompt' }, 'The prompt is empty.', 'Leave the row out.');
    }
    const completion = valueOf(row, 'completion') ?? null;
    return [
      {
        ...parts,
        columns: row.values,
        completion: completion === null ? null : assistantColumn(row, 'completion', completion),
        preference: null,
      },
    ];
  },
};
