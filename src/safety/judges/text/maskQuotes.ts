// Blanks out what a text quotes rather than says: quotations, code, block quotes. Same length, so offsets stay.

/** A quotation longer than this is more likely an unbalanced quote mark. */
const longestQuote = 600;
const pairs: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['«', '»'],
  ['»', '«'],
  ['‹', '›'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
]);

/**
 * `text` is folded text. Quotes pair within one paragraph only. Where nothing but quotes is left (a model that
 * puts its whole answer in quote marks), the quotes stay, unless `keepMasked`; code never does.
 */
export function maskQuotes(text: string, keepMasked = false): string {
  const masked = maskLines(maskCode(text));
  let open = -1;
  let close = '';
  let offset = 0;
  const ranges: [number, number][] = [];
  for (const char of masked) {
    if (open >= 0) {
      if (char === '\n' || offset - open > longestQuote) {
        open = -1;
      } else if (char === close) {
        ranges.push([open + 1, offset]);
        open = -1;
      }
    } else {
      const closing = pairs.get(char);
      if (closing !== undefined) {
        open = offset;
        close = closing;
      }
    }
    offset += char.length;
  }
  const result = blank(masked, [...ranges, ...singleQuoted(masked)]);
  const onlyQuotes = !keepMasked && !hasWords(result) && hasWords(masked);
  return onlyQuotes ? masked : result;
}

/** Fenced code and inline code. */
function maskCode(text: string): string {
  const ranges: [number, number][] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('```', at);
    if (open < 0) {
      break;
    }
    const close = text.indexOf('```', open + 3);
    // An unclosed fence runs to the end, as in Markdown.
    ranges.push([open, close < 0 ? text.length : close + 3]);
    at = close < 0 ? text.length : close + 3;
  }
  for (const match of text.matchAll(/(?<!`)`[^`\n]{1,200}`(?!`)/gu)) {
    ranges.push([match.index, match.index + match[0].length]);
  }
  return blank(text, ranges);
}

/** Markdown block quotes. */
function maskLines(text: string): string {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(/^ ?> ?[^\n]*/gmu)) {
    ranges.push([match.index, match.index + match[0].length]);
  }
  return blank(text, ranges);
}

/** 'like this': opened after a space or line start, closed before a space or punctuation. */
function singleQuoted(text: string): [number, number][] {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(
    /(?<=^|[\s(:,])'(?=[\p{L}])[^'"\n]{2,120}[^'\s]?[.!?,]?'(?=[\s.,;:!?)]|$)/gmu,
  )) {
    ranges.push([match.index + 1, match.index + match[0].length - 1]);
  }
  return ranges;
}

function blank(text: string, ranges: readonly (readonly [number, number])[]): string {
  if (ranges.length === 0) {
    return text;
  }
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start < at) {
      continue;
    }
    pieces.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
