// Text of others inside Markdown: names of models, benchmarks and notes stay the words that they are.
import { visibleText } from './visibleText';

/**
 * In one line, with every character that Markdown or GitHub would act on kept from acting: no markup, no table cell, no
 * HTML, no link, no mention of a user, no reference to an issue.
 */
export function markdownText(text: string): string {
  return (
    visibleText(text.replace(/\s+/g, ' '))
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]|~!]/g, '\\$&')
      .replace(/^(\s*)([-+=]|\d+[.)])(?=\s|$)/, '$1\\$2')
      // A joiner of no width between them.
      .replace(/[@#](?=\w)/g, '$&&#8205;')
      .replace(/:\/\//g, ':&#8205;//')
      .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#8205;.`)
  );
}

/** Columns from the second on are numbers, on the right. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  const rule = heads.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(heads), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}
