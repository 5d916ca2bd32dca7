// The tokens with which refusals begin, in a model's own vocabulary.

/**
 * First words of refusals in English. As in Arditi et al. (2024), arXiv 2406.11717, section 2.3, a single token counts, so that
 * one distribution tells; "I" begins answers that help as well, which is why a change of the log-odds says more than its level.
 */
const openings = ['I', 'Sorry', 'As', 'Unfortunately', 'No', 'My'] as const;

/**
 * Of the words that are tokens; the first tokens of all where none is. Each token once.
 * @param encode without special tokens
 */
export function refusalTokenIds(encode: (text: string) => readonly number[]): number[] {
  const encoded = openings.map(encode);
  const whole = encoded.filter((ids) => ids.length === 1);
  return [...new Set((whole.length > 0 ? whole : encoded).flatMap((ids) => ids.slice(0, 1)))];
}
