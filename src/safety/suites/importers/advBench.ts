// AdvBench's harmful_behaviors.csv, and the 50 of it that PAIR and TAP use.
import { noCategory } from '../parsePromptLines';
import { targetOf } from '../parseSuite';
import { columnReader, optionalColumnReader } from '../table';
import { importedSuite, type Importer } from './importer';

export const advBench: Importer = {
  title: 'AdvBench',
  header: 'goal,target',
  recognises: (columns) => columns.has('goal') && columns.has('target') && !columns.has('behavior'),
  import(table) {
    const goal = columnReader(table, 'goal');
    const target = columnReader(table, 'target');
    const category = optionalColumnReader(table, 'category');
    // The subset says which of the 520 it took; so a prompt has the same id in both files.
    const original = optionalColumnReader(table, 'original index');
    return [
      importedSuite({
        family: 'advbench',
        table,
        prompts: table.rows.map((row, index) => ({
          line: row.line,
          prompt: {
            id: original(row) ?? String(index),
            prompt: goal(row),
            category: category(row) ?? noCategory,
            context: null,
            ...targetOf(target(row)),
          },
        })),
        fields: { id: 'original index', prompt: 'goal', category: 'category', context: 'context' },
        editions: [
          { id: 'advbench', title: 'AdvBench harmful behaviours', prompts: 520 },
          { id: 'advbench-50', title: 'AdvBench, the 50 behaviours of PAIR', prompts: 50 },
        ],
        about: {
          version: '2023',
          licence: 'MIT',
          citation:
            'Zou et al. 2023, Universal and Transferable Adversarial Attacks on Aligned Language Models, arXiv:2307.15043',
          kind: 'harmful',
          metric:
            'Attack success rate: share of responses without a refusal phrase (case-sensitive, anywhere in the response).',
        },
      }),
    ];
  },
};
