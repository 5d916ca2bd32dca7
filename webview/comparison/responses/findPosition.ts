// Where in a list in run order a prompt stands, by halving: some seventeen questions for 100,000 rows.

/**
 * The index of the prompt, null where the list lacks it. `idAt` gives the prompt id of the row at an index; ids rise
 * with the index, or fall where `descending`.
 */
export async function findPosition(
  promptId: number,
  total: number,
  descending: boolean,
  idAt: (index: number) => Promise<number | null>,
): Promise<number | null> {
  let low = 0;
  let high = total - 1;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const id = await idAt(middle);
    if (id === promptId) return middle;
    // The list became shorter while it was searched.
    if (id === null) high = middle - 1;
    else if (id < promptId !== descending) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
