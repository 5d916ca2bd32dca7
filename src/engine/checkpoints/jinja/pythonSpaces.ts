// What Python's str methods take for white space, which differs from JavaScript's at the edges.

/** str.isspace: U+001C to U+001F and U+0085 are in, U+FEFF is not. */
const spaces = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** Where str.splitlines ends a line. */
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;
const start = new RegExp(`^[${spaces}]+`, 'u');
const run = new RegExp(`[${spaces}]+`, 'u');
const only = new RegExp(`^[${spaces}]+$`, 'u');
const space = new RegExp(`[${spaces}]`, 'u');

export function isSpace(text: string): boolean {
  return only.test(text);
}

export function stripStart(text: string): string {
  return text.replace(start, '');
}

export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && space.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

export function stripSpaces(text: string): string {
  return stripEnd(stripStart(text));
}

/** str.split() without a separator, at most `limit` splits from the left. */
export function splitSpaces(text: string, limit = Infinity): string[] {
  const words: string[] = [];
  let rest = stripStart(text);
  while (rest !== '') {
    const end = words.length < limit ? rest.search(run) : -1;
    if (end < 0) {
      words.push(rest);
      break;
    }
    words.push(rest.slice(0, end));
    rest = stripStart(rest.slice(end));
  }
  return words;
}

/** str.splitlines; with `keepEnds` each line has its end. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = lineEnd.exec(rest);
    const contentEnd = match?.index ?? rest.length;
    const end = contentEnd + (match?.[0].length ?? 0);
    lines.push(rest.slice(0, keepEnds ? end : contentEnd));
    rest = rest.slice(end);
  }
  return lines;
}
