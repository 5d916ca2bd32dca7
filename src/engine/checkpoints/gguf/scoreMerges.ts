// BPE merges from the scores of a SentencePiece vocabulary.

/**
 * The merges that give what SentencePiece's BPE gives: of all neighbours that join to a token, the best score first.
 * As `generate_merges` of transformers (tokenization_utils_base.py), which its GGUF and Llama conversions use.
 *
 * @param tokens the text of each token that may be part of a merge, by id
 * @param scores as long as the vocabulary, by id
 */
export function mergesFromScores(
  tokens: ReadonlyMap<string, number>,
  scores: readonly number[],
): [left: string, right: string][] {
  interface Merge {
    readonly left: string;
    readonly right: string;
    readonly score: number;
    readonly leftId: number;
    readonly rightId: number;
  }
  const merges: Merge[] = [];
  for (const [token, id] of tokens) {
    const own: Merge[] = [];
    for (let at = 1; at < token.length; at++) {
      const left = token.slice(0, at);
      const leftId = tokens.get(left);
      if (leftId === undefined) continue;
      const right = token.slice(at);
      const rightId = tokens.get(right);
      if (rightId === undefined) continue;
      own.push({ left, right, score: scores[id] ?? 0, leftId, rightId });
    }
    own.sort((a, b) => a.leftId - b.leftId || a.rightId - b.rightId);
    merges.push(...own);
  }
  // Stable, as Python's: equals stay in the order of their ids. Python counts characters, not UTF-16 units.
  merges.sort(
    (a, b) =>
      b.score - a.score ||
      characters(b.left) - characters(a.left) ||
      characters(b.right) - characters(a.right),
  );
  return merges.map(({ left, right }) => [left, right]);
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
