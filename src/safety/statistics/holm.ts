// Holm's adjustment of several p values.

/**
 * Holm (1979), Scand. J. Stat. 6:65–70: in ascending order p₍ᵢ₎·(m − i + 1), made monotone, at most 1.
 * The result is in the order of the input.
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
