// Above which score one steps in, so that what is missed stays rare: conformal risk control.

export interface ScoredCase {
  readonly score: number;
  /** Whether it is a loss where one does not step in. */
  readonly bad: boolean;
}

/**
 * The highest threshold T for which stepping in at scores ≥ T keeps the expected share of bad cases below it at δ or less, for a
 * further case exchangeable with these: (bad cases below T + 1)/(n + 1) ≤ δ (Angelopoulos et al. 2022, arXiv 2208.02814, theorem 1,
 * with a loss of at most 1). Infinity where all bad cases may be missed.
 * @returns null where n is too small for δ: even stepping in always shows no such share
 */
export function riskThreshold(cases: readonly ScoredCase[], delta: number): number | null {
  const missed = Math.floor(delta * (cases.length + 1) + 1e-9) - 1;
  if (missed < 0) return null;
  const bad = cases
    .filter((one) => one.bad)
    .map(({ score }) => score)
    .sort((a, b) => a - b);
  return bad[missed] ?? Infinity;
}
