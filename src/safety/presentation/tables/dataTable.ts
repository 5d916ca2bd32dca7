// What a table is: cells as they are shown, with the values that they were made of, for sorting and for CSV. Page, report and
// command line draw it in their own ways.
import type { Flip } from '../../../protocol/outcomes';
import type { CsvValue } from '../csvField';
import { flipMarks } from '../labels';
import type { Column } from '../textTable';

export interface TableColumn extends Column {
  /** A quieter line below the title. */
  readonly detail?: string;
  /** What the column says: a sentence without its full stop. */
  readonly description?: string;
  /** In CSV, where the title has the unit of what is shown: values are shares. */
  readonly name?: string;
  /** Names of its cells' values, in their order; absent: one, named as the column. */
  readonly values?: readonly string[];
}

export interface TableCell {
  readonly text: string;
  /** Quieter lines below it, the one that it needs most first. */
  readonly details?: readonly string[];
  /** In full, one per name of the column's; the first is what rows are sorted by. */
  readonly values: readonly CsvValue[];
  /** A significant change, for better or worse: the text stands out, with a mark. */
  readonly moved?: Flip | null;
  /** Step of a heat scale, 0 … 5. */
  readonly heat?: number;
}

/** A text stands for itself. */
export type TableContent = string | TableCell;

export interface DataTable {
  /** Names it among the tables of its page, in element ids and in the names of its files. */
  readonly id: string;
  readonly caption: string;
  /** The first one names the rows. */
  readonly columns: readonly TableColumn[];
  /** One content per column. */
  readonly rows: readonly (readonly TableContent[])[];
  /** So many rows at the beginning and at the end that keep their place however the others are sorted. */
  readonly fixed?: { readonly above: number; readonly below: number };
}

export const left = (title: string, more: Omit<TableColumn, 'title' | 'align'> = {}): TableColumn => ({
  ...{ title, align: 'left' },
  ...more,
});

export const right = (title: string, more: Omit<TableColumn, 'title' | 'align'> = {}): TableColumn => ({
  ...{ title, align: 'right' },
  ...more,
});

/** A number as it is shown, and in full with what belongs to it. */
export function figure(text: string, ...values: readonly CsvValue[]): TableCell {
  return { text, values };
}

export function cellOf(content: TableContent): TableCell {
  return typeof content === 'string' ? { text: content, values: [content] } : content;
}

/**
 * For tables of plain text: the name of a row, else the text with the detail that it needs most, and with the mark of a
 * significant change.
 */
export function briefRows({ rows }: DataTable): string[][] {
  return rows.map((row) =>
    row.map((content, index) => {
      const { text, details = [], moved = null } = cellOf(content);
      if (index === 0) return text;
      const mark = moved === null ? [] : [flipMarks[moved]];
      return [text, ...details.slice(0, 1), ...mark].join(' ');
    }),
  );
}
