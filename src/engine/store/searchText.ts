// How text is cut into search terms, the same for documents and for what a user types. Pure.
//
// The index gets terms that are already cut and folded, so that a search finds the same with every SQLite build.
// Scripts that write no spaces between words are cut into characters, and a typed word becomes a phrase of them.

const unspaced =
  /(?=[\p{L}\p{M}\p{N}\p{So}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{So}]/gu;
const term = /[\p{L}\p{M}\p{N}\p{So}]+/gu;
const ascii = /^[\0-\x7f]*$/;
const asciiTerm = /[a-z0-9]+/g;

/** Shorter typed words have to match a whole term. */
const shortestPrefix = 3;
const maxWords = 64;

/** Lower-cased terms without accents, in the order of the text. */
export function searchTerms(text: string): string[] {
  if (ascii.test(text)) return text.toLowerCase().match(asciiTerm) ?? [];
  const folded = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .replace(unspaced, ' $& ');
  return folded.match(term) ?? [];
}

/** One word as typed: its terms follow each other; `prefix`: the last one may go on. */
export interface SearchPhrase {
  readonly terms: readonly string[];
  readonly prefix: boolean;
}

/** Every word as typed, all of which a document must have. Punctuation means nothing; empty: no condition. */
export function parseSearch(typed: string): SearchPhrase[] {
  const phrases: SearchPhrase[] = [];
  for (const word of typed.split(/\s+/u)) {
    const terms = searchTerms(word);
    const last = terms.at(-1);
    if (last !== undefined && phrases.length < maxWords) {
      phrases.push({ terms, prefix: last.length >= shortestPrefix });
    }
  }
  return phrases;
}

/** Without the index: whether a document has all phrases. */
export function matchesSearch(phrases: readonly SearchPhrase[], text: string): boolean {
  const document = ` ${searchTerms(text).join(' ')} `;
  return phrases.every(({ terms, prefix }) => document.includes(` ${terms.join(' ')}${prefix ? '' : ' '}`));
}

/** For FTS5's MATCH; every phrase is in quotes, and terms hold no quotes. */
export function searchExpression(phrases: readonly SearchPhrase[]): string {
  return phrases.map(({ terms, prefix }) => `"${terms.join(' ')}"${prefix ? ' *' : ''}`).join(' AND ');
}
