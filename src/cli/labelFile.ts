// The sample as a file to be filled in: CSV for spreadsheets, or JSON Lines. Nothing in it tells the side or the judge's verdict.
import type { LabelItem } from '../protocol/labels';
import { csvField } from '../safety/presentation/csvField';
import { inertJson } from '../safety/presentation/inertJson';

export const labelFormats = ['csv', 'jsonl'] as const;
export type LabelFormat = (typeof labelFormats)[number];

const columns = ['id', 'label', 'kind', 'prompt', 'context', 'answer'] as const;

export function labelFile(items: readonly LabelItem[], format: LabelFormat): string {
  const rows = items.map(({ id, label, kind, userMessage, context, answer }) => ({
    ...{ id, label: label ?? '', kind, prompt: userMessage, context: context ?? '', answer },
  }));
  if (format === 'jsonl') return rows.map((row) => `${inertJson(row)}\n`).join('');
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => `${cells.map(csvField).join(',')}\r\n`)
    .join('');
}
