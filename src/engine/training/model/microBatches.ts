// Which rows go through the model together: as many as fit a budget of tokens, padding included.

/**
 * Groups of row indices. Rows of like length go together, the longest first; a row longer than the budget goes alone.
 * @param lengths tokens per row
 * @param budget tokens per group, padding included
 */
export function microBatches(lengths: readonly number[], budget: number): number[][] {
  const order = lengths.map((_, row) => row).sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0) || a - b);
  const groups: number[][] = [];
  let longest = 0;
  for (const row of order) {
    const group = groups.at(-1);
    if (group === undefined || (group.length + 1) * longest > budget) {
      longest = lengths[row] ?? 0;
      groups.push([row]);
    } else group.push(row);
  }
  return groups;
}
