// MATH and MATH-500 as published (Hendrycks et al. 2021, arXiv:2103.03874; Lightman et al. 2023, arXiv:2305.20050): a
// problem, and a solution whose answer stands in \boxed{}.
import { findBoxed } from '../../verifiers/findBoxed';
import { datasetError } from '../datasetError';
import { textColumn, type RowImporter } from './rowImporter';

export const mathRows: RowImporter = {
  format: 'math',
  header: 'problem,solution,answer',
  recognises: (columns) => columns.has('problem') && columns.has('solution'),
  read(row) {
    const prompt = textColumn(row, 'problem');
    const solution = textColumn(row, 'solution');
    const answer = Object.hasOwn(row.values, 'answer')
      ? textColumn(row, 'answer')
      : findBoxed(solution).at(-1)?.content;
    if (answer === undefined) {
      throw datasetError(
        { ...row, column: 'solution' },
        'The solution has no \\boxed{} answer.',
        'Take the file as its authors publish it, or add a column "answer".',
      );
    }
    return [
      {
        context: [],
        prompt,
        columns: { ...row.values, answer },
        completion: solution,
        preference: null,
      },
    ];
  },
};
