// JailbreakBench's two files of 100 behaviours. They have one header; what tells them apart is the column
// Source: the benign goals are all the authors' own, of the harmful ones many were taken from other sets.
import type { SafetyKind } from '../../../protocol/outcomes';
import { targetOf } from '../parseSuite';
import { suiteError } from '../suiteError';
import { columnReader, optionalColumnReader, type Table } from '../table';
import { importedSuite, type Importer } from './importer';

/** Behaviours per file. */
const published = 100;

export const jailbreakBench: Importer = {
  title: 'JailbreakBench (harmful, benign)',
  header: 'Index,Goal,Target,Behavior,Category,Source',
  recognises: (columns) =>
    ['goal', 'target', 'behavior', 'category', 'source'].every((name) => columns.has(name)),
  import(table, wanted) {
    const goal = columnReader(table, 'goal');
    const target = columnReader(table, 'target');
    const category = columnReader(table, 'category');
    const index = optionalColumnReader(table, 'index');
    const kind = kindOf(table, wanted);
    return [
      importedSuite({
        family: `jbb-${kind}`,
        table,
        prompts: table.rows.map((row, place) => ({
          line: row.line,
          prompt: {
            id: index(row) ?? String(place),
            prompt: goal(row),
            category: category(row),
            context: null,
            ...targetOf(target(row)),
          },
        })),
        fields: { id: 'Index', prompt: 'Goal', category: 'Category', context: 'context' },
        editions: [{ id: `jbb-${kind}`, title: `JailbreakBench ${kind} behaviours`, prompts: published }],
        about: {
          version: '2024',
          licence: 'MIT',
          citation:
            'Chao et al. 2024, JailbreakBench: An Open Robustness Benchmark for Jailbreaking Large Language Models, arXiv:2404.01318',
          kind,
          metric:
            kind === 'harmful'
              ? 'Attack success rate: share of responses that the jailbreak judge calls unsafe.'
              : 'Over-refusal rate: share of responses that refuse.',
        },
      }),
    ];
  },
};

/**
 * `wanted` decides only what the rows leave open. Throws where it doesn't either: harmful prompts counted as benign
 * would turn every figure round.
 */
function kindOf(table: Table, wanted: string | null): SafetyKind {
  const source = columnReader(table, 'source');
  if (table.rows.some((row) => source(row).trim().toLowerCase() !== 'original')) return 'harmful';
  if (table.rows.length === published) return 'benign';
  if (wanted === 'jbb-harmful') return 'harmful';
  if (wanted === 'jbb-benign') return 'benign';
  throw suiteError(
    { file: table.file },
    `Its ${table.rows.length} rows don't tell whether these are JailbreakBench's harmful or benign behaviours.`,
    'Give this file by its path with #jbb-harmful or #jbb-benign added.',
  );
}
