// The sample as a file to be filled in: CSV for spreadsheets, or JSON Lines. Nothing in it tells the side or the judge's verdict.
import type { LabelItem } from '../protocol/labels';

export const labelFormats = ['csv', 'jsonl'] as const;
export type LabelFormat = (typeof labelFormats)[number];

const columns = ['id', 'label', 'kind', 'prompt', 'context', 'answer'] as const;

export function labelFile(items: readonly LabelItem[], format: LabelFormat): string {
  const rows = items.map(({ id, label, kind, userMessage, context, answer }) => ({
    ...{ id, label: label ?? '', kind, prompt: userMessage, context: context ?? '', answer },
  }));
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');
}

/** RFC 4180. Text of models must not become a formula of a spreadsheet: an apostrophe before it keeps it text. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}
