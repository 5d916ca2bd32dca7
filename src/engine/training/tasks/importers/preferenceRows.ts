// Rows with `chosen` and `rejected`: TRL's preference format, with the prompt in a column of its own or, in
// conversations, as their common beginning.
import { isDeepStrictEqual } from 'node:util';
import { datasetError } from '../datasetError';
import { assistantColumn, promptColumn, promptParts } from './conversation';
import { messagesOf, missingColumn, valueOf, type RowImporter } from './rowImporter';

export const preferenceRows: RowImporter = {
  format: 'preference',
  header: 'prompt,chosen,rejected',
  recognises: (columns) => columns.has('chosen') && columns.has('rejected'),
  read(row) {
    const [prompt, chosen, rejected] = ['prompt', 'chosen', 'rejected'].map((name) => valueOf(row, name));
    if (chosen === undefined) throw missingColumn(row, 'chosen');
    if (rejected === undefined) throw missingColumn(row, 'rejected');
    if (prompt !== undefined) {
      const preference = {
        chosen: assistantColumn(row, 'chosen', chosen),
        rejected: assistantColumn(row, 'rejected', rejected),
      };
      return [
        {
          ...promptColumn(row, prompt),
          columns: row.values,
          completion: preference.chosen,
          preference,
        },
      ];
    }
    // Without messages there is no telling where the prompt ends.
    if (typeof chosen === 'string') throw missingColumn(row, 'prompt');
    const better = messagesOf(row, 'chosen', chosen);
    const worse = messagesOf(row, 'rejected', rejected);
    if (!isDeepStrictEqual(better.slice(0, -1), worse.slice(0, -1))) {
      throw datasetError(
        { ...row, column: 'rejected' },
        'The two conversations differ before their last turn.',
        'Both have to answer the same prompt; put it into a column "prompt".',
      );
    }
    const preference = {
      chosen: assistantColumn(row, 'chosen', better.slice(-1)),
      rejected: assistantColumn(row, 'rejected', worse.slice(-1)),
    };
    return [
      {
        ...promptParts(row, 'chosen', better.slice(0, -1)),
        columns: row.values,
        completion: preference.chosen,
        preference,
      },
    ];
  },
};
