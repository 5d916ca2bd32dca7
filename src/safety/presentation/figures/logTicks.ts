// Ticks of a logarithmic axis.

/** Powers of ten that the axis begins and ends at, around values above 0; at least one decade. */
export function decades(low: number, high: number): readonly [from: number, to: number] {
  const from = Math.floor(Math.log10(low) + 1e-9);
  // Not −0.
  return [from, Math.max(from + 1, Math.ceil(Math.log10(high) - 1e-9)) + 0];
}

/** Whole powers of ten, at most nine of them; where there are few decades, 2 and 5 times them too. */
export function logTicks([from, to]: readonly [from: number, to: number]): number[] {
  const factors = to - from <= 2 ? [1, 2, 5] : [1];
  const every = Math.ceil((to - from) / 8);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
    .filter((power) => (power - from) % every === 0)
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((tick) => tick <= 10 ** to * (1 + 1e-9));
}
