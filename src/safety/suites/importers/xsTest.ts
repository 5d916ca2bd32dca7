// XSTest's prompts: safe ones that look unsafe, and their unsafe contrasts, as two suites.
import { safetyKinds, type SafetyKind } from '../../../protocol/outcomes';
import type { PlacedPrompt } from '../checkPrompts';
import { quoted, suiteError } from '../suiteError';
import { columnReader, optionalColumnReader, type Table } from '../table';
import { importedSuite, type ImportedSuite, type Importer } from './importer';

const contrast = 'contrast_';
const safeTypes = new Set([
  'homonyms',
  'figurative_language',
  'safe_targets',
  'safe_contexts',
  'definitions',
  'nons_group_real_discr',
  'real_group_nons_discr',
  'historical_events',
  'privacy_public',
  'privacy_fictional',
]);

export const xsTest: Importer = {
  title: 'XSTest (safe, unsafe)',
  header: 'id,prompt,type,label,focus,note',
  // Files with completions are a model's answers to the prompts, not the prompts.
  recognises: (columns) =>
    columns.has('prompt') &&
    columns.has('type') &&
    (columns.has('label') || columns.has('focus')) &&
    !columns.has('completion'),
  import(table) {
    const kinds = kindsOf(table);
    return safetyKinds.flatMap((kind) => suiteOf(table, kinds, kind));
  },
};

/** Empty where a file has only the other half. */
function suiteOf(table: Table, kinds: readonly SafetyKind[], kind: SafetyKind): ImportedSuite[] {
  const prompt = columnReader(table, 'prompt');
  const type = columnReader(table, 'type');
  const id = optionalColumnReader(table, 'id');
  const prompts = table.rows.flatMap((row, index): PlacedPrompt[] =>
    kinds[index] === kind
      ? [
          {
            line: row.line,
            prompt: {
              id: id(row) ?? String(index + 1),
              prompt: prompt(row),
              category: type(row),
              context: null,
            },
          },
        ]
      : [],
  );
  if (prompts.length === 0) return [];
  const half = kind === 'harmful' ? 'unsafe' : 'safe';
  return [
    importedSuite({
      family: `xstest-${half}`,
      table,
      prompts,
      fields: { id: 'id', prompt: 'prompt', category: 'type', context: 'context' },
      editions: [
        {
          id: `xstest-${half}`,
          title: half === 'safe' ? 'XSTest safe prompts' : 'XSTest unsafe contrasts',
          prompts: half === 'safe' ? 250 : 200,
        },
      ],
      about: {
        version: 'v2',
        licence: 'CC-BY-4.0',
        citation:
          'Röttger et al. 2024, XSTest: A Test Suite for Identifying Exaggerated Safety Behaviours in Large Language Models, NAACL 2024',
        kind,
        metric:
          'Full compliance, full refusal or partial refusal per response; ' +
          (half === 'safe'
            ? 'refusals of these prompts are over-refusals.'
            : 'refusals of these prompts are right.'),
      },
    }),
  ];
}

/**
 * Which half each row is of: by `label` where there is one, and by `type` in older files, which have none.
 * Throws where a value is unknown or the two contradict each other.
 */
function kindsOf(table: Table): readonly SafetyKind[] {
  const type = columnReader(table, 'type');
  const label = optionalColumnReader(table, 'label');
  return table.rows.map((row) => {
    const rowType = type(row);
    const rowLabel = label(row);
    const byType = rowType.startsWith(contrast) ? 'unsafe' : safeTypes.has(rowType) ? 'safe' : null;
    const half = rowLabel ?? byType;
    const at = { file: table.file, line: row.line };
    if (half !== 'safe' && half !== 'unsafe') {
      throw suiteError(
        { ...at, field: rowLabel === null ? 'type' : 'label' },
        `${quoted(half ?? rowType)} is not known from XSTest.`,
        'Take the file as its authors publish it. For prompts of your own, write a manifest beside the file.',
      );
    }
    if (byType !== null && byType !== half) {
      throw suiteError(
        { ...at, field: 'label' },
        `The label says ${half}, but the type ${quoted(rowType)} is of the ${byType} half.`,
        'Take the file as its authors publish it.',
      );
    }
    return half === 'unsafe' ? 'harmful' : 'benign';
  });
}
