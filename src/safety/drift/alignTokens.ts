// Scores of one text by models that divide it differently, put side by side: a log-probability of a stretch of text is the
// sum of those of its tokens, so stretches that end where both have a border can be compared.

export interface TextToken {
  readonly text: string;
  readonly logprob: number;
}

export interface AlignedToken {
  readonly text: string;
  readonly base: number;
  readonly tuned: number;
}

/**
 * The shortest stretches between common borders. A stretch of one token on both sides is a token.
 * @returns null where the two do not spell the same text
 */
export function alignTokens(base: readonly TextToken[], tuned: readonly TextToken[]): AlignedToken[] | null {
  const aligned: AlignedToken[] = [];
  let [at, other] = [0, 0];
  while (at < base.length || other < tuned.length) {
    const left = { text: '', logprob: 0 };
    const right = { text: '', logprob: 0 };
    do {
      const behind = left.text.length <= right.text.length;
      const next = behind ? base[at++] : tuned[other++];
      if (next === undefined) return null;
      const side = behind ? left : right;
      side.text += next.text;
      side.logprob += next.logprob;
    } while (left.text.length !== right.text.length);
    if (left.text !== right.text) return null;
    aligned.push({ text: left.text, base: left.logprob, tuned: right.logprob });
  }
  return aligned;
}
