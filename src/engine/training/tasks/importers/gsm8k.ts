// GSM8K as published (Cobbe et al. 2021, arXiv:2110.14168): a question, and a solution that ends with `#### answer`.
import { datasetError } from '../datasetError';
import { textColumn, valueOf, type RowImporter } from './rowImporter';

export const gsm8k: RowImporter = {
  format: 'gsm8k',
  header: 'question,answer (with "#### <number>")',
  recognises: (columns, first) => {
    const answer = valueOf(first, 'answer');
    return columns.has('question') && typeof answer === 'string' && answer.includes('####');
  },
  read(row) {
    const question = textColumn(row, 'question');
    const published = textColumn(row, 'answer');
    const final = /####\s*(\S[^\n]*?)\s*$/u.exec(published)?.[1];
    if (final === undefined) {
      throw datasetError(
        { ...row, column: 'answer' },
        'The solution does not end with "#### <number>".',
        'Take the file as its authors publish it, or leave the row out.',
      );
    }
    // The calculator's annotations, <<2+3=5>>, are for a tool that is not called here.
    const solution = published.replace(/<<[^<>]*>>/gu, '');
    return [
      {
        context: [],
        prompt: question,
        columns: { ...row.values, answer: final, solution },
        completion: solution,
        preference: null,
      },
    ];
  },
};
