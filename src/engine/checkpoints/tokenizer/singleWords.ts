// Added tokens that are taken only where they stand alone (`single_word`), as the tokenizers library of Python finds them; the one
// in JavaScript takes them inside of words too.

interface SingleWord {
  readonly id: number;
  readonly content: string;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** What a text falls into: parts that hold no such token, and ids. */
export type TextPart = string | number;

// As \w of Python's and Rust's regular expressions.
const wordAtEnd = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordAtStart = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** tokenizer.json without its single words, and a function that cuts texts at them; null where it has none. */
export function takeSingleWords(
  json: object,
): { readonly rest: object; readonly split: (text: string) => TextPart[] } | null {
  const added =
    'added_tokens' in json && Array.isArray(json.added_tokens) ? (json.added_tokens as unknown[]) : [];
  const words = added.flatMap((token) => singleWord(token) ?? []);
  if (words.length === 0) return null;
  if (JSON.stringify(json).includes('"prepend_scheme":"first"')) {
    throw new Error('added tokens with single_word beside prepend_scheme "first" are not supported');
  }
  const rest = { ...json, added_tokens: added.filter((token) => singleWord(token) === null) };
  return { rest, split: (text) => splitAt(text, words) };
}

function singleWord(token: unknown): SingleWord | null {
  if (typeof token !== 'object' || token === null) return null;
  const fields = new Map<string, unknown>(Object.entries(token));
  const [id, content] = [fields.get('id'), fields.get('content')];
  if (fields.get('single_word') !== true || typeof id !== 'number' || typeof content !== 'string')
    return null;
  if (content === '') return null;
  return { id, content, lstrip: fields.get('lstrip') === true, rstrip: fields.get('rstrip') === true };
}

function splitAt(text: string, words: readonly SingleWord[]): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  let at = 0;
  for (;;) {
    const found = next(text, at, words);
    if (found === null) break;
    const { start, word } = found;
    const end = start + word.content.length;
    at = end;
    // A character has at most two units.
    const joined =
      wordAtEnd.test(text.slice(Math.max(0, start - 2), start)) || wordAtStart.test(text.slice(end, end + 2));
    if (joined) continue;
    const cut = word.lstrip ? text.slice(from, start).trimEnd() : text.slice(from, start);
    if (cut !== '') parts.push(cut);
    parts.push(word.id);
    from = word.rstrip ? text.length - text.slice(end).trimStart().length : end;
    at = from;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The first one from `at`; of several there the longest. */
function next(
  text: string,
  at: number,
  words: readonly SingleWord[],
): { start: number; word: SingleWord } | null {
  let best: { start: number; word: SingleWord } | null = null;
  for (const word of words) {
    const start = text.indexOf(word.content, at);
    if (start < 0) continue;
    const longer = best !== null && start === best.start && word.content.length > best.word.content.length;
    if (best === null || start < best.start || longer) best = { start, word };
  }
  return best;
}
