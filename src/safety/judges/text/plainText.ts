// Takes what only formats a text out of folded text: emphasis, HTML tags and character references, escapes. Lists, headings,
// fences and quotes stay, since they say what kind of text it is.
import type { FoldedText } from './foldText';

/** Names of character references that answers use; folded text is in lower case. */
const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
  ['lt', '<'],
  ['gt', '>'],
  ['nbsp', ' '],
  ['rsquo', "'"],
  ['lsquo', "'"],
  ['ldquo', '"'],
  ['rdquo', '"'],
  ['hellip', '...'],
  ['ndash', '-'],
  ['mdash', '-'],
  ['shy', ''],
  ['zwnj', ''],
  ['zwj', ''],
]);
const invisibleOrQuote: ReadonlyMap<number, string> = new Map([
  [0x2018, "'"],
  [0x2019, "'"],
  [0x201c, '"'],
  [0x201d, '"'],
  [0xa0, ' '],
  [0xad, ''],
  [0x200b, ''],
  [0x200c, ''],
  [0x200d, ''],
  [0xfeff, ''],
]);
/** Elements that end a line. */
const block = /^<\/?(?:p|br|div|li|ul|ol|h[1-6]|tr|table|blockquote|section|article)\b/u;

/**
 * - a character reference, perhaps escaped twice
 * - a comment or a tag
 * - emphasis: asterisks, underscores and tildes at the edge of a word
 * - a code span around a few words of a refusal, which is no code
 * - a backslash before punctuation
 */
const markup =
  /&(?:amp;)?(?:#(?<decimal>\d{1,7})|#x(?<hex>[0-9a-f]{1,6})|(?<name>[a-z]{2,6}));|(?<tag><!--[^>]{0,200}-->|<\/?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,200})?\/?>)|(?<mark>\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}|(?<![\p{L}\p{N}_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\p{L}\p{N}_])|~~|==(?=[\p{L}])|(?<=[\p{L}.!?])==)|(?<!`)`(?<said>(?:i(?:'m| am)? )?(?:cannot|can't|can not|will not|won't|do not|don't|not|unable|sorry|refuse|decline|help|assist|provide)(?: [a-z']+)?)`(?!`)|(?<escape>\\(?=[*_~'"#>.!\-`]))/gu;

/** Offsets still lead back to the original. */
export function plainText(folded: FoldedText): FoldedText {
  const { text } = folded;
  const out: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let last = '';
  const put = (piece: string, from: number, to: number, spread: boolean): void => {
    for (let unit = 0; unit < piece.length; unit++) {
      const char = piece[unit] ?? '';
      if (char === ' ' && (last === ' ' || last === '\n' || last === '')) continue;
      const at = spread ? from + unit : from;
      out.push(char);
      starts.push(folded.starts[at] ?? 0);
      ends.push(folded.ends[spread ? at : to - 1] ?? 0);
      last = char;
    }
  };
  let at = 0;
  for (const match of text.matchAll(markup)) {
    const { index } = match;
    put(text.slice(at, index), at, index, true);
    at = index + match[0].length;
    put(replacement(match), index, at, false);
  }
  if (at === 0) return folded;
  put(text.slice(at), at, text.length, true);
  starts.push(folded.starts[text.length] ?? 0);
  return {
    text: out.join(''),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    cut: folded.cut,
  };
}

function replacement(match: RegExpMatchArray): string {
  const { decimal, hex, name, tag, said } = match.groups ?? {};
  if (said !== undefined) return said;
  if (tag !== undefined) return block.test(tag) ? '\n' : '';
  const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null;
  if (code !== null) {
    return (
      invisibleOrQuote.get(code) ??
      (code < 0x110000 && code >= 32 ? String.fromCodePoint(code).toLowerCase() : '')
    );
  }
  return name === undefined ? '' : (entities.get(name) ?? match[0]);
}
