// Finds the known name that a mistyped one was probably meant to be.

/** The known name with the smallest edit distance, or null where none is near (a third of the length, at least 2). */
export function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase().slice(0, 100);
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // "cybercrime" for "glens-cybercrime": too far by edits, and yet clear.
  return best ?? known.find((candidate) => wanted.length >= 4 && candidate.includes(wanted)) ?? null;
}

/** Levenshtein distance in UTF-16 units. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
