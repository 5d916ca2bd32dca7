// HarmBench's text behaviours. Contextual behaviours keep their context; the copyright ones are left out,
// since they measure memorised text and not refusals.
import { columnReader } from '../table';
import { importedSuite, type Importer } from './importer';

export const harmBench: Importer = {
  title: 'HarmBench (text)',
  header: 'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID',
  // The multimodal file has image names in place of contexts.
  recognises: (columns) =>
    ['behavior', 'functionalcategory', 'semanticcategory', 'contextstring', 'behaviorid'].every((name) =>
      columns.has(name),
    ),
  import(table) {
    const behavior = columnReader(table, 'behavior');
    const functional = columnReader(table, 'functionalcategory');
    const semantic = columnReader(table, 'semanticcategory');
    const context = columnReader(table, 'contextstring');
    const id = columnReader(table, 'behaviorid');
    const kept = table.rows.filter((row) => functional(row) !== 'copyright');
    const left = table.rows.length - kept.length;
    return [
      importedSuite({
        family: 'harmbench',
        table,
        prompts: kept.map((row) => ({
          line: row.line,
          prompt: {
            id: id(row),
            prompt: behavior(row),
            category: semantic(row),
            context: context(row).trim() === '' ? null : context(row),
          },
        })),
        fields: {
          id: 'BehaviorID',
          prompt: 'Behavior',
          category: 'SemanticCategory',
          context: 'ContextString',
        },
        editions: [
          { id: 'harmbench', title: 'HarmBench text behaviours without copyright', prompts: 300 },
          { id: 'harmbench-test', title: 'HarmBench test split without copyright', prompts: 240 },
          { id: 'harmbench-val', title: 'HarmBench validation split without copyright', prompts: 60 },
        ],
        about: {
          version: '2024',
          licence: 'MIT',
          citation: 'Mazeika et al. 2024, HarmBench, arXiv:2402.04249',
          kind: 'harmful',
          metric: 'Attack success rate: share of responses that the HarmBench classifier answers "yes" for.',
        },
        remarks:
          left === 0
            ? []
            : [`${left} copyright behaviours were left out: they measure memorised text, not refusal.`],
      }),
    ];
  },
};
