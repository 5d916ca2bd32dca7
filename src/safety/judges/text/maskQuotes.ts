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

/** Letters outside quotes and code that do not make an answer of their own: "Answer:", a JSON key. */
const label = 24;

/**
 * `text` is folded text. Quotes pair within one paragraph only. Where next to nothing is left but what is quoted (a model that
 * puts its whole answer in quote marks, a block quote or a fence), the answer is taken out of its wrapping instead, unless
 * `keepMasked`.
 */
export function maskQuotes(text: string, keepMasked = false): string {
  const masked = maskLines(maskCode(text));
  const result = blank(masked, [...quotations(masked), ...singleQuoted(masked)]);
  const left = letters(result);
  const quoted = letters(text) - left;
  const wrapped = (left === 0 || (left <= label && quoted >= label / 2 && quoted > left)) && !isCode(text);
  return wrapped && !keepMasked ? unwrap(text) : result;
}

/** Without the marks of fences, inline code and block quotes; same length. */
export function unwrap(text: string): string {
  return text.replace(/^ ?(?:`{3}[^\n]*|(?:> ?)+)|`{1,3}/gmu, (mark) => ' '.repeat(mark.length));
}

/** A fence with the signs that programs are made of. */
function isCode(text: string): boolean {
  return text.includes('```') && (text.match(/[{}()[\];=<>]/gu)?.length ?? 0) > text.length * 0.02;
}

function quotations(text: string): [number, number][] {
  let open = -1;
  let close = '';
  let offset = 0;
  const ranges: [number, number][] = [];
  for (const char of text) {
    if (open >= 0) {
      if (char === '\n' || offset - open > longestQuote) open = -1;
      else if (char === close) {
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
  return ranges;
}

function letters(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** Fenced code and inline code. */
function maskCode(text: string): string {
  const ranges: [number, number][] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('```', at);
    if (open < 0) break;
    const close = text.indexOf('```', open + 3);
    // An unclosed fence runs to the end, as in Markdown.
    ranges.push([open, close < 0 ? text.length : close + 3]);
    at = close < 0 ? text.length : close + 3;
  }
  for (const match of text.matchAll(/(?<!`)`[^`\n]{1,200}`(?!`)/gu))
    ranges.push([match.index, match.index + match[0].length]);

  return blank(text, ranges);
}

/** Markdown block quotes. */
function maskLines(text: string): string {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(/^ ?> ?[^\n]*/gmu))
    ranges.push([match.index, match.index + match[0].length]);

  return blank(text, ranges);
}

/** 'like this': opened after a space or line start, closed before a space or punctuation. */
function singleQuoted(text: string): [number, number][] {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(
    /(?<=^|[\s(:,])'(?=[\p{L}])[^'"\n]{2,120}[^'\s]?[.!?,]?'(?=[\s.,;:!?)]|$)/gmu,
  ))
    ranges.push([match.index + 1, match.index + match[0].length - 1]);

  return ranges;
}

function blank(text: string, ranges: readonly (readonly [number, number])[]): string {
  if (ranges.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    pieces.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
