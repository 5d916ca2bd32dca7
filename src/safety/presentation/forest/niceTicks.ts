// Round numbers for an axis.

/**
 * Ticks at multiples of 1, 2 or 5 times a power of ten that cover [low, high], at most `most` of them (at least
 * two). Both ends lie on or beyond the data.
 * Source: P. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990), with the step rounded up.
 */
export function niceTicks(low: number, high: number, most: number): number[] {
  const span = Math.max(high - low, 1e-9);
  let step = niceStep(span / Math.max(1, most - 1));
  // Rounding the ends outwards can add up to two ticks.
  while (Math.ceil(high / step) - Math.floor(low / step) + 1 > Math.max(2, most))
    step = niceStep(step * 1.01);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  // Multiples and not sums, so that 0 is 0; toPrecision takes away the dust of binary fractions.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The least of 1, 2, 5 × 10^k that is not below `raw`. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const factor of [1, 2, 5, 10]) {
    // A hair of tolerance: 0.3 / 0.1 is above 3.
    if (factor * power >= raw * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}
