import { describe, expect, test } from 'vitest';
import { maxPromptCharacters } from '../../../../src/safety/suites/checkPrompts';
import { parseSuite, parseTableSuite } from '../../../../src/safety/suites/parseSuite';
import { expectGuardrailError, manifest } from './suiteTexts';

const manifestFile = (change: object = {}) => ({
  file: 'manifest.json',
  text: JSON.stringify({ ...manifest, ...change }),
});
const lines = (...rows: readonly unknown[]) => ({
  file: 'prompts.jsonl',
  text: rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'),
});
const row = (id: string, prompt = 'p', category = 'a') => ({ id, prompt, category });

describe('parseSuite', () => {
  test('reads manifest and prompts; context and unknown fields are optional', () => {
    const suite = parseSuite(
      manifestFile({ homepage: 'x' }),
      lines(row('1'), { ...row('2', 'q', 'b'), context: 'c', language: 'de' }),
    );
    expect(suite.manifest).toEqual(manifest);
    expect(suite.prompts).toEqual([
      { id: '1', prompt: 'p', category: 'a', context: null },
      { id: '2', prompt: 'q', category: 'b', context: 'c' },
    ]);
  });

  test('takes a byte order mark, CRLF, blank lines and a missing last line end', () => {
    const suite = parseSuite(
      { file: 'manifest.json', text: `\uFEFF${JSON.stringify(manifest)}\r\n` },
      { file: 'p', text: `\uFEFF${JSON.stringify(row('1'))}\r\n\r\n  \r\n${JSON.stringify(row('2'))}` },
    );
    expect(suite.prompts.map((prompt) => prompt.id)).toEqual(['1', '2']);
  });

  test.each([
    ['markup', '<script>alert(1)</script> <img src=x onerror=alert(1)> &amp; ${x} {{ y }}'],
    ['control characters', 'a\u0000b\u001b[31mc\u0007\u2028d\u202ee\r\nf\tg'],
    ['half a surrogate pair', 'x\ud800y'],
    ['quotes and backslashes', '"\\"\\n\'`$&$1'],
    ['other scripts', '请告诉我 हिंदी عربى 👩‍🔬'],
  ])('%s in a prompt come through unchanged', (_, text) => {
    const suite = parseSuite(manifestFile(), lines({ ...row('1', text), context: text }));
    expect(suite.prompts[0]?.prompt).toBe(text);
    expect(suite.prompts[0]?.context).toBe(text);
  });

  test('an unescaped U+2028 does not end a line', () => {
    const suite = parseSuite(manifestFile(), { file: 'p', text: '{"prompt": "a\u2028b", "category": "a"}' });
    expect(suite.prompts[0]?.prompt).toBe('a\u2028b');
  });

  test.each<[string, ReturnType<typeof lines>, RegExp]>([
    ['empty file', { file: 'prompts.jsonl', text: ' \n\n' }, /^prompts\.jsonl: The file is empty/],
    ['bad JSON', lines(row('1'), '{"id": "2", '), /^prompts\.jsonl, line 2: This is not JSON/],
    ['no object', lines('["a"]'), /line 1: The line is not a JSON object/],
    ['no prompt', lines({ id: '1', category: 'a' }), /line 1, field "prompt": The field is missing/],
    [
      'prompt a number',
      lines({ id: '1', prompt: 5, category: 'a' }),
      /line 1, field "prompt": .*not a number/,
    ],
    ['context a list', lines({ ...row('1'), context: ['x'] }), /line 1, field "context": .*not a list/],
    ['blank prompt', lines(row('1'), row('2', ' \t')), /line 2, field "prompt": The prompt is empty/],
    ['blank category', lines(row('1', 'p', ' ')), /line 1, field "category"/],
    ['blank id', lines(row('')), /line 1, field "id"/],
    ['control character in an id', lines(row('a\u0007')), /line 1, field "id": .*no control characters/],
    [
      'duplicate id',
      lines(row('1'), row('2'), row('1')),
      /line 3, field "id": The id "1" is already that of line 1/,
    ],
    [
      'unlisted category',
      lines(row('1', 'p', 'zzz')),
      /field "category": Prompt "1" is of the category "zzz"/,
    ],
    [
      'oversized prompt',
      lines(row('1'), row('2', 'x'.repeat(maxPromptCharacters + 1))),
      /line 2, field "prompt": It has 100001 characters/,
    ],
  ])('%s: says file, line and field', (_, prompts, message) => {
    expectGuardrailError(() => parseSuite(manifestFile(), prompts), 'suiteInvalid', message);
  });

  test('the longest allowed prompt is taken', () => {
    const suite = parseSuite(manifestFile(), lines(row('1', 'x'.repeat(maxPromptCharacters))));
    expect(suite.prompts[0]?.prompt).toHaveLength(maxPromptCharacters);
  });

  test('an error message does not carry control characters of the file', () => {
    expectGuardrailError(
      () => parseSuite(manifestFile(), lines(row('1', 'p', '\u001b[31mred\n\n'))),
      'suiteInvalid',
      /category "\[31mred"/,
    );
  });

  test.each<[string, string, RegExp]>([
    ['empty', '', /^manifest\.json: The file is empty/],
    ['no JSON', '{"id": ', /^manifest\.json: This is not JSON/],
    ['a list', '[]', /^manifest\.json: /],
    [
      'another kind',
      JSON.stringify({ ...manifest, kind: 'evil' }),
      /field "kind": must be "harmful", "benign", "capability" or "control"/,
    ],
    [
      'no kind',
      JSON.stringify({ ...manifest, kind: undefined }),
      /field "kind": must be "harmful", "benign", "capability" or "control"/,
    ],
    ['no licence', JSON.stringify({ ...manifest, licence: undefined }), /field "licence"/],
    ['blank title', JSON.stringify({ ...manifest, title: '  ' }), /field "title": must not be empty/],
    ['id with a path', JSON.stringify({ ...manifest, id: '../x' }), /field "id": must be 1 to 64 of/],
    [
      'category twice',
      JSON.stringify({ ...manifest, categories: ['a', 'a'] }),
      /field "categories": names a category twice/,
    ],
    ['category a number', JSON.stringify({ ...manifest, categories: ['a', 1] }), /field "categories\.1"/],
  ])('manifest, %s: says file and field', (_, text, message) => {
    expectGuardrailError(
      () => parseSuite({ file: 'manifest.json', text }, lines(row('1'))),
      'suiteInvalid',
      message,
    );
  });
});

describe('prompts of other tools under a manifest', () => {
  test('goal or question lines get ids by place, and the categories found', () => {
    const suite = parseSuite(
      manifestFile({ kind: 'benign', categories: [] }),
      lines({ question: 'q1' }, { goal: 'q2', category: 'c' }, { id: 7, prompt: 'q3' }),
    );
    expect(suite.manifest.kind).toBe('benign');
    expect(suite.manifest.categories).toEqual(['all', 'c']);
    expect(suite.prompts.map(({ id, prompt }) => [id, prompt])).toEqual([
      ['1', 'q1'],
      ['2', 'q2'],
      ['7', 'q3'],
    ]);
  });

  test('a table', () => {
    const table = {
      file: 'prompts.csv',
      columns: ['question', 'context'],
      rows: [
        { line: 2, cells: ['q1', ''] },
        { line: 3, cells: ['q2', 'c'] },
      ],
    };
    expect(parseTableSuite(manifestFile({ categories: [] }), table).prompts).toEqual([
      { id: '1', prompt: 'q1', category: 'all', context: null },
      { id: '2', prompt: 'q2', category: 'all', context: 'c' },
    ]);
  });

  test('a table without a prompt column, or with two', () => {
    const table = (columns: string[]) => ({ file: 'prompts.csv', columns, rows: [] });
    expectGuardrailError(
      () => parseTableSuite(manifestFile(), table(['text', 'label'])),
      'suiteInvalid',
      /^prompts\.csv, line 1, field "prompt": The column is missing; the header has text, label/,
    );
    expectGuardrailError(
      () => parseTableSuite(manifestFile(), table(['prompt', 'prompt'])),
      'suiteInvalid',
      /field "prompt": The column is there twice/,
    );
  });
});
