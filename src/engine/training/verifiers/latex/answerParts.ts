// The parts of an answer: coordinates, members of a set, intervals of a union, entries of a matrix. Works on
// normalised LaTeX.

/** `unordered` parts are compared as multisets; `shape` must be the same in both answers. */
export interface AnswerParts {
  readonly shape: string;
  readonly unordered: boolean;
  readonly parts: readonly string[];
}

/** null where the answer is one value. */
export function answerParts(text: string): AnswerParts | null {
  return matrix(text) ?? union(text) ?? list(text) ?? bracketed(text) ?? plusMinus(text);
}

function matrix(text: string): AnswerParts | null {
  const body = /^\\begin\{([pbv]?matrix|array)\}(?:\{[lcr|]*\})?(.*)\\end\{\1\}$/u.exec(text)?.[2];
  if (body === undefined || body.includes('\\begin')) return null;
  const rows = body
    .replace(/\\\\$/u, '')
    .split('\\\\')
    .map((row) => row.split('&'));
  return { shape: `matrix ${rows.map((row) => row.length).join(' ')}`, unordered: false, parts: rows.flat() };
}

function union(text: string): AnswerParts | null {
  const parts = splitOutside(text, '\\cup');
  return parts.length < 2 ? null : { shape: 'union', unordered: true, parts };
}

/** Solutions in a row, `1,-2`; an `or` between them is written as a comma by some. */
function list(text: string): AnswerParts | null {
  const parts = splitOutside(text, ',');
  return parts.length < 2 ? null : { shape: 'set', unordered: true, parts: parts.flatMap(signs) };
}

function plusMinus(text: string): AnswerParts | null {
  const parts = signs(text);
  return parts.length < 2 ? null : { shape: 'set', unordered: true, parts };
}

function signs(text: string): readonly string[] {
  const parts = text.split(/\\pm(?![A-Za-z])/u);
  if (parts.length !== 2) return [text];
  const [before = '', after = ''] = parts;
  return [`${before}+${after}`, `${before}-${after}`].map((part) => part.replace(/^\+/u, ''));
}

function bracketed(text: string): AnswerParts | null {
  const set = /^\\\{(.*)\\\}$/u.exec(text)?.[1];
  if (set !== undefined && isBalanced(set)) {
    return { shape: 'set', unordered: true, parts: splitOutside(set, ',').flatMap(signs) };
  }
  const match = /^([([])(.*)([)\]])$/u.exec(text);
  const [, open = '', inside = '', close = ''] = match ?? [];
  if (match === null || !isBalanced(inside)) return null;
  const parts = splitOutside(inside, ',');
  // Parentheses around one value mean nothing.
  if (parts.length < 2) return null;
  return { shape: `${open}${close} ${parts.length}`, unordered: false, parts };
}

/** Splits where no bracket is open. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (depth === 0 && text.startsWith(separator, i)) {
      parts.push(text.slice(from, i));
      from = i + separator.length;
      i = from - 1;
    } else if ('([{'.includes(text[i] ?? '')) depth++;
    else if (')]}'.includes(text[i] ?? '')) depth--;
  }
  return [...parts, text.slice(from)];
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth < 0) return false;
  }
  return depth === 0;
}
