// Markdown of a model's answer as a tree of plain data: headings, paragraphs, lists, quotes, code and emphasis. A small,
// bounded part of CommonMark. HTML in it stays the text that it is, a link stays text with its address: nothing of an
// answer becomes markup, is loaded or can be clicked.

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly content: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly content: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly items: readonly { readonly depth: number; readonly content: readonly Inline[] }[];
    };

const listItem = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const quote = /^ {0,3}> ?(.*)$/;

export function markdownBlocks(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let index = 0;
  /** As many of the next lines as `belongs` takes. */
  const take = (belongs: (line: string) => boolean): string[] => {
    const start = index;
    while (index < lines.length && belongs(lines[index] ?? '')) index++;
    return lines.slice(start, index);
  };
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const [, marks] = fence.exec(line) ?? [];
    const [, level, title] = heading.exec(line) ?? [];
    if (line.trim() === '') index++;
    else if (marks !== undefined) {
      index++;
      const code = take((one) => !one.trimStart().startsWith(marks));
      index++;
      blocks.push({ kind: 'code', text: code.join('\n') });
    } else if (level !== undefined && title !== undefined) {
      index++;
      blocks.push({ kind: 'heading', level: level.length, content: inlines(title) });
    } else if (listItem.test(line)) {
      const ordered = listItem.exec(line)?.[2] !== undefined;
      const items = take((one) => listItem.test(one)).map((one) => {
        const [, indent = '', , words = ''] = listItem.exec(one) ?? [];
        return { depth: Math.min(4, Math.floor(indent.length / 2)), content: inlines(words) };
      });
      blocks.push({ kind: 'list', ordered, items });
    } else if (quote.test(line)) {
      const words = take((one) => quote.test(one)).map((one) => quote.exec(one)?.[1] ?? '');
      blocks.push({ kind: 'quote', content: inlines(words.join('\n')) });
    } else {
      const words = take((one) => one.trim() !== '' && !beginsBlock(one));
      blocks.push({ kind: 'paragraph', content: inlines(words.join('\n')) });
    }
  }
  return blocks;
}

function beginsBlock(line: string): boolean {
  return [listItem, heading, fence, quote].some((pattern) => pattern.test(line));
}

/** Code first, then the longer mark of emphasis; marks without their partner stay text. */
const mark = /`([^`\n]+)`|\*\*([^*\n](?:[^*]{0,2000}[^*\s])?)\*\*|\*([^*\s](?:[^*\n]{0,2000}[^*\s])?)\*/g;

function inlines(text: string): Inline[] {
  const content: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(mark)) {
    const [whole, code, strong, emphasis] = match;
    if (match.index > end) content.push({ kind: 'text', text: text.slice(end, match.index) });
    if (code !== undefined) content.push({ kind: 'code', text: code });
    else if (strong !== undefined) content.push({ kind: 'strong', content: inlines(strong) });
    else if (emphasis !== undefined) content.push({ kind: 'emphasis', content: inlines(emphasis) });
    end = match.index + whole.length;
  }
  if (end < text.length) content.push({ kind: 'text', text: text.slice(end) });
  return content;
}
