import { describe, expect, test } from 'vitest';
import { readCsv, readCsvHeader } from '../../../../src/engine/suites/readCsv';
import { expectGuardrailError } from '../../safety/suites/suiteTexts';

const rows = (text: string) => readCsv(text, 'f.csv').rows.map((row) => [row.line, ...row.cells]);

describe('readCsv', () => {
  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('quotes, commas and line breaks in cells, with %s', (_, end) => {
    const text = ['Goal,Target', `"a ""quoted"", one","b${end}c"`, 'd,', '', '"e",f'].join(end);
    expect(rows(text)).toEqual([
      [2, 'a "quoted", one', `b${end}c`],
      [4, 'd', ''],
      [6, 'e', 'f'],
    ]);
  });

  test('line ends may be mixed, and the last one missing', () => {
    expect(rows('a,b\r\n1,2\n3,4')).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
    ]);
  });

  test('the header is trimmed and in lower case, without its byte order mark', () => {
    expect(readCsv('\uFEFFGoal, TARGET ,\n1,2,3', 'f.csv').columns).toEqual(['goal', 'target', '']);
  });

  test.each([
    '<script>alert(1)</script>',
    'a\u0000b\u001b[31m',
    '=cmd()',
    '\u202eabc',
    '{{x}} ${y} &amp;',
    ' spaces ',
  ])('%j is a text like any other', (cell) => {
    expect(rows(`a\n${cell}`)).toEqual([[2, cell]]);
  });

  test.each<[string, string, RegExp]>([
    ['nothing', '', /^f\.csv: The file is empty/],
    ['only blank lines', '\n\r\n', /^f\.csv: The file is empty/],
    ['a row too short', 'a,b\n1,2\n3\n', /^f\.csv, line 3: The CSV can't be read/],
    ['a row too long', 'a,b\n1,2\n3,4,5\n', /^f\.csv, line 3: The CSV can't be read/],
    ['an open quotation mark', 'a,b\n1,2\n"3,4\n5,6\n', /^f\.csv, line \d: The CSV can't be read.*Quote/],
    ['a quotation mark inside a cell', 'a,b\nx "y",2\n', /^f\.csv, line 2: The CSV can't be read/],
  ])('%s: says where', (_, text, message) => {
    expectGuardrailError(() => readCsv(text, 'f.csv'), 'suiteInvalid', message);
  });

  test('a header line of something else is none', () => {
    expect(readCsvHeader('{"a": "b"}')).toBeNull();
    expect(readCsvHeader('')).toBeNull();
    expect(readCsvHeader('"A",b')).toEqual(['a', 'b']);
  });
});
