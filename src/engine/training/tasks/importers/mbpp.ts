// MBPP as published (Austin et al. 2021, arXiv:2108.07732), both the full file and the sanitized one.
import { datasetError } from '../datasetError';
import { listColumn, textColumn, valueOf, type RowImporter } from './rowImporter';

export const mbpp: RowImporter = {
  format: 'mbpp',
  header: 'text or prompt,code,test_list',
  recognises: (columns) => columns.has('test_list') && columns.has('code'),
  read(row) {
    const text = textColumn(row, valueOf(row, 'text') === undefined ? 'prompt' : 'text');
    const code = textColumn(row, 'code').replaceAll('\r\n', '\n');
    const tests = listColumn(row, 'test_list').map((test) => test.replaceAll('\r\n', '\n'));
    const [example] = tests;
    if (example === undefined) {
      throw datasetError({ ...row, column: 'test_list' }, 'There are no tests.', 'Leave the row out.');
    }
    const setup = [
      ...(valueOf(row, 'test_imports') === undefined ? [] : listColumn(row, 'test_imports')),
      ...(valueOf(row, 'test_setup_code') === undefined ? [] : [textColumn(row, 'test_setup_code')]),
    ];
    return [
      {
        context: [],
        // One test shows the function's name and arguments; the others stay unseen.
        prompt: `${text}\nYour code has to pass this test:\n${example}`,
        columns: {
          ...row.values,
          tests,
          test_setup: setup.join('\n').replaceAll('\r\n', '\n'),
          entry_point: calledFunctions(code, [...setup, ...tests]),
          solution: code,
        },
        completion: `\`\`\`python\n${code}\n\`\`\``,
        preference: null,
      },
    ];
  },
};

/** The functions and classes of the published solution that its tests and their setup name. */
function calledFunctions(code: string, tests: readonly string[]): readonly string[] {
  const defined = [...code.matchAll(/^(?:def|class)\s+([A-Za-z_]\w*)/gmu)].map((match) => match[1] ?? '');
  return [...new Set(defined)].filter((name) =>
    tests.some((test) => new RegExp(`\\b${name}\\b`, 'u').test(test)),
  );
}
