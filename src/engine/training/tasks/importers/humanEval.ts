// HumanEval as published (Chen et al. 2021, arXiv:2107.03374): the head of a function to be completed, and a
// `check(candidate)` that tests it.
import { textColumn, type RowImporter } from './rowImporter';

export const humanEval: RowImporter = {
  format: 'humaneval',
  header: 'task_id,prompt,entry_point,canonical_solution,test',
  recognises: (columns) => ['prompt', 'entry_point', 'test'].every((name) => columns.has(name)),
  read(row) {
    const head = textColumn(row, 'prompt');
    const entryPoint = textColumn(row, 'entry_point');
    const test = textColumn(row, 'test');
    const body = Object.hasOwn(row.values, 'canonical_solution')
      ? textColumn(row, 'canonical_solution')
      : null;
    return [
      {
        context: [],
        prompt: `Complete this Python function. Answer with the whole function.\n\`\`\`python\n${head.trimEnd()}\n\`\`\``,
        columns: {
          ...row.values,
          tests: [`${test}\ncheck(${entryPoint})\n`],
          test_setup: '',
          entry_point: [entryPoint],
          code_head: head,
        },
        completion: body === null ? null : `\`\`\`python\n${head}${body.trimEnd()}\n\`\`\``,
        preference: null,
      },
    ];
  },
};
