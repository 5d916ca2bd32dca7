// Sentence boundaries, good enough to tell the opening of an answer from its middle in any script.

export interface Sentence {
  /** Offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const abbreviations =
  /(?:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|no|inc|jr|sr|prof)|(?<!')\b\p{L}|^\s*\d{1,3}|\n\s*\d{1,3})$/u;

/** `text` is folded text (lower case). Full stops after abbreviations, initials and list numbers do not end a sentence. */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const push = (end: number): void => {
    if (/[\p{L}\p{N}]/u.test(text.slice(start, end))) {
      sentences.push({ start, end });
      start = end;
    }
  };
  for (const match of text.matchAll(/[.!?]+(?=[\s"')*\]_]|$)|[。！？｡।؟۔]+|\n+/gu)) {
    const end = match.index + match[0].length;
    if (match[0] === '.' && abbreviations.test(text.slice(Math.max(0, match.index - 8), match.index)))
      continue;
    push(end);
  }
  push(text.length);
  return sentences;
}
