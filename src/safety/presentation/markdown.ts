// Text of others inside Markdown: names of models, benchmarks and notes stay the words that they are.
import { visibleText } from './visibleText';

/** A comment has room for 65,536 characters; no name or note of ours is nearly as long. */
const longest = 2000;

/**
 * In one line, at most 2000 characters of it, with every character that Markdown or GitHub would act on kept from acting: no markup, no table cell, no
 * HTML, no link, no mention of a user, no reference to an issue.
 */
export function markdownText(text: string): string {
  return (
    visibleText(shortened(text).replace(/\s+/g, ' '))
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]|~!]/g, '\\$&')
      // Lists, headings and rules.
      .replace(/^(\s*\d*)([-+=#.)])/, '$1\\$2')
      // A joiner of no width between them.
      .replace(/[@#](?=\w)|\bGH-(?=\d)/gi, '$&&#8205;')
      .replace(/:\/\//g, ':&#8205;//')
      .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#8205;.`)
      // GitHub's formulas.
      .replace(/\$/g, '&#36;')
  );
}

function shortened(text: string): string {
  if (text.length <= longest) return text;
  // Not in the middle of a character.
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

/** Columns from the second on are numbers, on the right. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const rule = heads.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}
