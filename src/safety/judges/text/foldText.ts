// Text folded for matching (case, width, accents, typographic quotes, invisible characters) together with the
// way back to the original's UTF-16 offsets, so that a match in the folded text can be shown in the answer.

export interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`: the start of its source in the original. One more entry for the end. */
  readonly starts: Int32Array;
  /** For each UTF-16 unit of `text`: the end of its source in the original. */
  readonly ends: Int32Array;
  /** The original was longer than what was folded. */
  readonly cut: boolean;
}

const invisible = /^[\p{Cf}\p{Cc}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFE00-\uFE0F\uFFA0]$/u;
const combining = /^[\u0300-\u036F\u3099\u309A\u1161-\u11FF]$/u;
const accents = /[\u0300-\u036F]/gu;
function each(characters: string, to: string): [string, string][] {
  return Array.from(characters, (from) => [from, to]);
}

const replacements: ReadonlyMap<string, string> = new Map([
  ...each('‘’‚‛ʼʹ′`´＇', "'"),
  ...each('“”„‟″＂', '"'),
  ...each('‐‑‒–—―−', '-'),
  ['ı', 'i'],
  ['ß', 'ss'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ø', 'o'],
  ['…', '...'],
  // Arabic: hamza forms, alef maqsura and tatweel are written inconsistently.
  ['أ', 'ا'],
  ['إ', 'ا'],
  ['آ', 'ا'],
  ['ى', 'ي'],
  ['ـ', ''],
]);

/** One character with its combining marks as it is compared: lower case, no accents on letters that compose. */
function foldCluster(cluster: string): string {
  const composed = cluster.normalize('NFKC').toLowerCase();
  let folded = '';
  for (const char of composed) {
    const replaced = replacements.get(char);
    folded += replaced ?? (/^[\u00C0-\u052F\u1E00-\u1FFF\u0300-\u036F]$/u.test(char) ? strip(char) : char);
  }
  return folded;
}

function strip(char: string): string {
  return char.normalize('NFD').replace(accents, '');
}

/** Folds a phrase or a pattern source the same way as answers are folded. */
export function foldString(text: string): string {
  return foldText(text, Number.MAX_SAFE_INTEGER, false).text;
}

/**
 * Folds `original` until `limit` units are out. Runs of spaces become one space; newlines stay (at most two in
 * a row). Linear in the length read.
 */
export function foldText(original: string, limit: number, collapse = true): FoldedText {
  const out: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let length = 0;
  let spaces = 0;
  let newlines = 0;
  let at = 0;
  const put = (piece: string, start: number, end: number): void => {
    out.push(piece);
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
    length += piece.length;
  };
  while (at < original.length && length < limit) {
    const code = original.codePointAt(at) ?? 0;
    const start = at;
    at += code > 0xffff ? 2 : 1;
    if (code === 10 || code === 0x2028 || code === 0x2029) {
      newlines++;
      spaces = 0;
      if (!collapse || (newlines <= 2 && length > 0)) put('\n', start, at);

      continue;
    }
    if (code < 128) {
      if (code === 32 || code === 9 || code === 13) {
        spaces++;
        if (!collapse || (spaces === 1 && newlines === 0 && length > 0)) put(' ', start, at);

        continue;
      }
      if (code < 32) continue;
    } else if (invisible.test(String.fromCodePoint(code))) continue;

    // A base character takes its combining marks with it, at most eight (more is noise, or an attack).
    let marks = 0;
    while (at < original.length && combining.test(original.charAt(at))) {
      at++;
      marks++;
    }
    const cluster =
      marks === 0 ? String.fromCodePoint(code) : original.slice(start, Math.min(at, start + 10));
    const folded =
      code < 128 && marks === 0 ? (code === 96 ? '`' : cluster.toLowerCase()) : foldCluster(cluster);
    if (/^\s*$/u.test(folded)) {
      if (folded === '') continue;
      spaces++;
      if (!collapse || (spaces === 1 && newlines === 0 && length > 0)) put(' ', start, at);

      continue;
    }
    spaces = 0;
    newlines = 0;
    put(folded, start, at);
  }
  starts.push(at);
  return {
    text: out.join(''),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    cut: at < original.length,
  };
}

/** A span of the folded text in offsets of the original. */
export function originalSpan(folded: FoldedText, start: number, end: number): [number, number] {
  return [folded.starts[start] ?? 0, end > start ? (folded.ends[end - 1] ?? 0) : (folded.starts[start] ?? 0)];
}
