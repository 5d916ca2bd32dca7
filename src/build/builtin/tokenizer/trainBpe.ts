// Byte-pair encoding, learned from counts of pieces (Sennrich et al. 2016, algorithm 1, with counts kept up to date).

export type Merge = readonly [left: string, right: string];

/** A piece as its current symbols. */
interface Piece {
  symbols: string[];
  readonly count: number;
}

/**
 * The most frequent merges, in the order in which they are applied, until they have made `size` different words (two
 * merges may spell the same word). Equal counts go by the pair's text, so that the same counts give the same merges.
 */
export function trainBpe(counts: ReadonlyMap<string, number>, size: number): Merge[] {
  const words = [...counts].map(([text, count]): Piece => ({ symbols: Array.from(text), count }));
  const pairs = new Map<string, number>();
  const holders = new Map<string, Set<Piece>>();
  for (const word of words) countPairs(word, 1, pairs, holders);
  const merges: Merge[] = [];
  const made = new Set<string>();
  while (made.size < size) {
    const best = mostFrequent(pairs);
    if (best === null) break;
    const [left = '', right = ''] = best.split(' ');
    merges.push([left, right]);
    made.add(left + right);
    for (const word of holders.get(best) ?? []) {
      countPairs(word, -1, pairs, holders);
      word.symbols = merged(word.symbols, left, right);
      countPairs(word, 1, pairs, holders);
    }
    pairs.delete(best);
    holders.delete(best);
  }
  return merges;
}

function countPairs(
  word: Piece,
  sign: 1 | -1,
  pairs: Map<string, number>,
  holders: Map<string, Set<Piece>>,
): void {
  for (let at = 1; at < word.symbols.length; at++) {
    // Byte letters hold no space.
    const pair = `${word.symbols[at - 1] ?? ''} ${word.symbols[at] ?? ''}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + sign * word.count);
    const holding = holders.get(pair);
    if (holding === undefined) holders.set(pair, new Set([word]));
    else holding.add(word);
  }
}

function mostFrequent(pairs: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let most = 1;
  for (const [pair, count] of pairs) {
    if (count > most || (count === most && best !== null && pair < best)) {
      best = pair;
      most = count;
    }
  }
  return best;
}

function merged(symbols: readonly string[], left: string, right: string): string[] {
  const joined: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    if (symbols[at] === left && symbols[at + 1] === right) {
      joined.push(left + right);
      at++;
    } else {
      joined.push(symbols[at] ?? '');
    }
  }
  return joined;
}
