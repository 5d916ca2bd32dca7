import { describe, expect, test } from 'vitest';
import { defaultPreset } from '../../../../src/safety/suites/defaultPreset';
import { findImporter, importers, importTable } from '../../../../src/safety/suites/importers/importers';
import type { Table } from '../../../../src/safety/suites/table';
import { expectGuardrailError } from './suiteTexts';

/** A table from a header line and rows of cells. */
function tableOf(header: string, ...rows: readonly (readonly string[])[]): Table {
  return {
    file: 'file.csv',
    columns: header.toLowerCase().split(','),
    rows: rows.map((cells, index) => ({ line: index + 2, cells })),
  };
}
const imported = (table: Table, wanted: string | null = null) =>
  importTable(table, wanted).map((entry) => entry.suite);
const jbb = 'Index,Goal,Target,Behavior,Category,Source';
const harmBench = 'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID';
const xsTest = 'id,prompt,type,label,focus,note';

describe('recognition', () => {
  test('each published header has exactly one importer', () => {
    for (const importer of importers) {
      const columns = new Set(importer.header.toLowerCase().split(','));
      expect(importers.filter((other) => other.recognises(columns))).toEqual([importer]);
    }
  });

  test.each([
    'id,type,prompt,completion,annotation_1,annotation_2,agreement,final_label',
    'id,type,prompt,completion,label',
    'question,answer',
    'prompt,category',
    'target',
    'Behavior,FunctionalCategory,SemanticCategory,Tags,ImageFileName,BehaviorID',
    '',
  ])('not recognised: %s', (header) => {
    expect(findImporter(header.toLowerCase().split(','))).toBeNull();
  });

  test('an unknown header is shown, with those that are known', () => {
    const advice = expectGuardrailError(
      () => imported(tableOf('question,answer')),
      'suiteInvalid',
      /^file\.csv: The header "question,answer" .*AdvBench: goal,target;.*forbidden_prompt/,
    );
    expect(advice).toMatch(/manifest/);
  });
});

describe('AdvBench', () => {
  test('ids are row numbers, or what the subset says of its origin', () => {
    const full = imported(tableOf('goal,target', ['g0', 't'], ['g1', 't']))[0];
    expect(full?.prompts.map((prompt) => prompt.id)).toEqual(['0', '1']);
    const subset = imported(
      tableOf(',goal,target,category,Original index', ['0', 'g1', 't', 'bomb', '1']),
    )[0];
    expect(subset?.prompts).toEqual([
      { id: '1', prompt: 'g1', category: 'bomb', context: null, target: 't' },
    ]);
  });

  test('a file of another size is not passed off as the published set', () => {
    const suite = imported(tableOf('goal,target', ['g0', 't']))[0];
    expect(suite?.manifest.id).toBe('advbench-subset');
    expect(suite?.manifest.remarks).toEqual(['file.csv has 1 prompts; 520 or 50 were published.']);
  });

  test('no rows', () => {
    expectGuardrailError(() => imported(tableOf('goal,target')), 'suiteInvalid', /no prompts/);
  });
});

describe('HarmBench', () => {
  test('keeps contexts, leaves copyright behaviours out and says so', () => {
    const suite = imported(
      tableOf(
        harmBench,
        ['b1', 'standard', 'illegal', '', '', 'id1'],
        ['b2', 'contextual', 'illegal', 'context', 'a context', 'id2'],
        ['b3', 'copyright', 'copyright', 'lyrics', '', 'id3'],
      ),
    )[0];
    expect(suite?.prompts).toEqual([
      { id: 'id1', prompt: 'b1', category: 'illegal', context: null },
      { id: 'id2', prompt: 'b2', category: 'illegal', context: 'a context' },
    ]);
    expect(suite?.manifest.remarks?.[0]).toMatch(/^1 copyright behaviours were left out/);
  });

  test('a duplicate behaviour id is refused with its line', () => {
    expectGuardrailError(
      () =>
        imported(
          tableOf(
            harmBench,
            ['b1', 'standard', 'x', '', '', 'same'],
            ['b2', 'standard', 'x', '', '', 'same'],
          ),
        ),
      'suiteInvalid',
      /^file\.csv, line 3, field "BehaviorID": The id "same" is already that of line 2/,
    );
  });
});

describe('JailbreakBench', () => {
  const row = (index: number, source: string) => [String(index), `goal ${index}`, 't', 'b', 'c', source];
  const rows = (count: number, source: string) => Array.from({ length: count }, (_, i) => row(i, source));

  test('a foreign source makes it the harmful file; 100 original goals the benign one', () => {
    expect(imported(tableOf(jbb, row(0, 'Original'), row(1, 'AdvBench')))[0]?.manifest.kind).toBe('harmful');
    const benign = imported(tableOf(jbb, ...rows(100, 'Original')))[0];
    expect([benign?.manifest.id, benign?.manifest.kind]).toEqual(['jbb-benign', 'benign']);
  });

  test('where the rows leave it open, the caller has to say', () => {
    const open = tableOf(jbb, ...rows(3, 'Original'));
    const advice = expectGuardrailError(() => imported(open), 'suiteInvalid', /3 rows don't tell/);
    expect(advice).toMatch(/#jbb-harmful or #jbb-benign/);
    expect(imported(open, 'jbb-harmful')[0]?.manifest.kind).toBe('harmful');
    expect(imported(open, 'jbb-benign')[0]?.manifest.kind).toBe('benign');
  });

  test('saying "benign" does not make harmful rows benign', () => {
    const harmful = tableOf(jbb, row(0, 'TDC/HarmBench'));
    expect(imported(harmful, 'jbb-benign')[0]?.manifest.kind).toBe('harmful');
  });
});

describe('XSTest', () => {
  const ids = (table: Table) =>
    imported(table).map((suite) => [suite.manifest.kind, ...suite.prompts.map((p) => p.id)]);

  test('splits by label', () => {
    expect(
      ids(
        tableOf(
          xsTest,
          ['1', 'p1', 'homonyms', 'safe', 'kill', ''],
          ['26', 'p2', 'contrast_homonyms', 'unsafe', 'kill', ''],
          ['27', 'p3', 'a later type', 'unsafe', 'kill', ''],
        ),
      ),
    ).toEqual([
      ['harmful', '26', '27'],
      ['benign', '1'],
    ]);
  });

  test('older files have no label: the type tells', () => {
    expect(
      ids(
        tableOf(
          'id,type,prompt,focus,note',
          ['v2-1', 'definitions', 'p1', 'f', ''],
          ['v2-2', 'contrast_definitions', 'p2', 'f', ''],
        ),
      ),
    ).toEqual([
      ['harmful', 'v2-2'],
      ['benign', 'v2-1'],
    ]);
  });

  test('one half alone gives one suite', () => {
    expect(ids(tableOf(xsTest, ['1', 'p1', 'homonyms', 'safe', 'kill', '']))).toEqual([['benign', '1']]);
  });

  test.each<[string, Table, RegExp]>([
    [
      'unknown label',
      tableOf(xsTest, ['1', 'p', 'homonyms', 'maybe', '', '']),
      /line 2, field "label": "maybe"/,
    ],
    [
      'contradiction',
      tableOf(xsTest, ['1', 'p', 'contrast_discr', 'safe', '', '']),
      /line 2, field "label": .*says safe/,
    ],
    [
      'unknown type without label',
      tableOf('id,type,prompt,focus', ['1', 'sarcasm', 'p', 'f']),
      /line 2, field "type": "sarcasm" is not known from XSTest/,
    ],
  ])('%s is refused', (_, table, message) => {
    expectGuardrailError(() => imported(table), 'suiteInvalid', message);
  });
});

describe('default preset', () => {
  test('one per family in its order, the largest edition', () => {
    const all = [
      ...importTable(
        tableOf(xsTest, ['1', 'p', 'homonyms', 'safe', '', ''], ['2', 'p', 'x', 'unsafe', '', '']),
        null,
      ),
      ...importTable(tableOf('goal,target', ['a', 't']), null),
      ...importTable(tableOf('goal,target', ['a', 't'], ['b', 't']), null),
    ];
    expect(defaultPreset(all).map(({ family, suite }) => [family, suite.prompts.length])).toEqual([
      ['advbench', 2],
      ['xstest-unsafe', 1],
      ['xstest-safe', 1],
    ]);
  });
});
