// Tables as they are sorted, saved and printed.
import { describe, expect, it } from 'vitest';
import { csvText } from '../../../../../src/safety/presentation/figures/csvTable';
import {
  briefRows,
  figure,
  left,
  right,
  type DataTable,
} from '../../../../../src/safety/presentation/tables/dataTable';
import { sortedRows } from '../../../../../src/safety/presentation/tables/sortedRows';
import { tableCsv } from '../../../../../src/safety/presentation/tables/tableCsv';

const table: DataTable = {
  id: 'changes',
  caption: 'Changes',
  columns: [
    left('Checkpoint'),
    right('Change', { detail: 'n = 9', values: ['', 'low', 'high'] }),
    right('p'),
  ],
  rows: [
    [{ text: 'base', details: ['a rate'], values: ['base'] }, figure('–'), figure('–', null)],
    [
      'step-9',
      { text: '−9.0', details: ['[−12.0, −6.0]', '81%'], values: [-0.09, -0.12, -0.06], moved: 'lost' },
      figure('0.010', 0.01),
    ],
    ['step-10', figure('+10.0', 0.1, 0.05, 0.15), figure('–', Number.NaN)],
    ['=cmd', figure('+2.0', 0.02, -0.01, 0.05), figure('0.400', 0.4)],
    ['all', figure('+1.0', 0.01, 0, 0.02), figure('0.001', 0.001)],
  ],
  fixed: { above: 1, below: 1 },
};

const names = (order: readonly number[]) => order.map((row) => String(briefRows(table)[row]?.[0]));

describe('sorting', () => {
  it('goes by size and not by letters, and leaves the fixed rows where they are', () => {
    expect(names(sortedRows(table, { column: 1, descending: false }))).toEqual([
      'base',
      'step-9',
      '=cmd',
      'step-10',
      'all',
    ]);
    expect(names(sortedRows(table, { column: 1, descending: true }))).toEqual([
      'base',
      'step-10',
      '=cmd',
      'step-9',
      'all',
    ]);
  });

  it('takes numbers within names as numbers', () => {
    expect(names(sortedRows(table, { column: 0, descending: false }))).toEqual([
      'base',
      '=cmd',
      'step-9',
      'step-10',
      'all',
    ]);
  });

  it('puts what is not known last, in either direction', () => {
    for (const descending of [false, true]) {
      expect(names(sortedRows(table, { column: 2, descending })).at(-2)).toBe('step-10');
    }
  });

  it('is the table’s own order without a column, and for one that is not there', () => {
    expect(sortedRows(table, null)).toEqual([0, 1, 2, 3, 4]);
    expect(sortedRows(table, { column: 7, descending: true })).toEqual([0, 1, 2, 3, 4]);
  });
});

it('is saved with every value in full, and no formula', () => {
  const lines = csvText(tableCsv(table)).trimEnd().split('\r\n');
  expect(lines[0]).toBe('Checkpoint,Change (n = 9),Change (n = 9): low,Change (n = 9): high,p');
  expect(lines[1]).toBe('base,,,,');
  expect(lines[2]).toBe('step-9,-0.09,-0.12,-0.06,0.01');
  expect(lines[4]).toBe("'=cmd,0.02,-0.01,0.05,0.4");
  expect(lines).toHaveLength(1 + table.rows.length);
});

it('is printed with the detail that a cell needs most, and the mark of a change', () => {
  expect(briefRows(table)[1]).toEqual(['step-9', '−9.0 [−12.0, −6.0] ▼', '0.010']);
  expect(briefRows(table)[0]?.[0]).toBe('base');
});
