// In which portions base and tuned are asked in turns: pairs are there early, and yet few turns are taken, since each
// costs a ragged last batch and, where weights don't fit into memory together, loading them again.

/** Portions of `items` in their order: the first of `first` (at least 1), each later one twice the one before. */
export function turnsOf<T>(items: readonly T[], first: number): T[][] {
  const turns: T[][] = [];
  let size = Math.max(1, first);
  for (let from = 0; from < items.length; from += size / 2) {
    turns.push(items.slice(from, from + size));
    size *= 2;
  }
  return turns;
}
