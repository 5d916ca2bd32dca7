// Which rows go through the model together: as many as fit a budget of tokens, padding included.

/** What goes together in any case, and how wide it is. */
export interface RowsSize {
  readonly rows: number;
  /** Tokens of the longest of them. */
  readonly length: number;
}

/**
 * Groups of indices. What is of like length goes together, the longest first; what exceeds the budget goes alone.
 * @param budget tokens per group, padding included
 */
export function microBatches(sizes: readonly RowsSize[], budget: number): number[][] {
  const order = [...sizes.entries()].sort(([i, a], [j, b]) => b.length - a.length || i - j);
  const groups: number[][] = [];
  let [longest, rows] = [0, 0];
  for (const [index, size] of order) {
    const group = groups.at(-1);
    if (group === undefined || (rows + size.rows) * longest > budget) {
      [longest, rows] = [size.length, size.rows];
      groups.push([index]);
    } else {
      rows += size.rows;
      group.push(index);
    }
  }
  return groups;
}
