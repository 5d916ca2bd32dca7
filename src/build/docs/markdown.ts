// Pieces of Markdown that the pages of the reference are made of. Knows nothing of what they say.

export interface Page {
  readonly title: string;
  /** What it is about, a sentence or two. */
  readonly intro: string;
  readonly body: string;
}

export function code(text: string): string {
  // A code span that holds a backtick needs two around it.
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Rows that are empty in a column everywhere lose the column. Cells are Markdown without line breaks. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = heads
    .map((_, column) => column)
    .filter((column) => rows.some((row) => (row[column] ?? '') !== ''));
  const line = (cells: readonly string[]): string =>
    `| ${kept.map((column) => cell(cells[column] ?? '')).join(' | ')} |`;
  return [line(heads), `| ${kept.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** As GitHub and VS Code make the anchor of a heading without punctuation. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/gu, '')
    .replace(/\s/gu, '-');
}

const generated = '<!-- Made by `node build.mjs docs` from the sources. Changes here are lost. -->';

export function pageText({ title, intro, body }: Page): string {
  return `${generated}\n\n# ${title}\n\n${intro}\n\n${body.trim()}\n`;
}

function cell(text: string): string {
  return text.replace(/\s*\n\s*/gu, ' ').replaceAll('|', '\\|');
}
