// Plain text for a terminal or a read-only document: tables. Text of unknown origin goes through
// visibleText first, so that no control character is obeyed.

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Cells are padded by code points; every row has one cell per column. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, c) =>
    Math.max(length(column.title), ...rows.map((row) => length(row[c] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, c) => pad(cells[c] ?? '', widths[c] ?? 0, column.align))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
  ].join('\n');
}

function length(text: string): number {
  return Array.from(text).length;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - length(text)));
  return align === 'left' ? text + space : space + text;
}
