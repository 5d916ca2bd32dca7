// Metrics as entries of the log. Knows no algorithm.

/** By TRL's names. */
export type Metrics = Record<string, number>;

/** A rate with its interval and n. */
export function rateEntries(
  name: string,
  {
    rate,
    low,
    high,
    n,
  }: { readonly rate: number; readonly low: number; readonly high: number; readonly n: number },
): Metrics {
  return { [name]: rate, [`${name}_low`]: low, [`${name}_high`]: high, [`${name}_n`]: n };
}
