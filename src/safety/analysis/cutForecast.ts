// How many answers that were cut at a limit of tokens would end under a higher one. Beyond the limit nothing was seen: it is
// an extrapolation, which says what it rests on.
import type { CutForecast } from '../../protocol/forecast';

/** An answer's tokens, and whether the limit ended it (its length is then known from below only). */
export interface AnswerLength {
  readonly tokens: number;
  readonly cut: boolean;
}

/** Of the normal distribution, for 95%. */
const z = 1.959963984540054;

/**
 * Answers are taken to go on ending at the rate h at which those seen end in the upper half of the limit L: h = d / E, with
 * d the answers that ended in (L/2, L] and E the tokens that all answers spent there (a piecewise exponential survival model
 * with censoring; Friedman 1982, Annals of Statistics 10:101). Of an answer cut at L, 1 − exp(−h (L′ − L)) is expected to
 * end by L′. The 95% interval is that of h by the score interval of a Poisson mean, (d + z²/2 ∓ z √(d + z²/4)) / E.
 * @param cut how many answers go on
 * @returns null where none ended in the upper half, so that nothing can be told
 */
export function forecastCut(
  lengths: readonly AnswerLength[],
  { limit, higher, cut }: { readonly limit: number; readonly higher: number; readonly cut: number },
): CutForecast | null {
  const from = limit / 2;
  const late = lengths.filter(({ tokens }) => tokens > from);
  const ended = late.filter(({ cut }) => !cut).length;
  if (ended === 0) return null;
  const exposure = late.reduce((sum, { tokens }) => sum + Math.min(tokens, limit) - from, 0);
  const spread = z * Math.sqrt(ended + z ** 2 / 4);
  const endingBy = (events: number): number => cut * (1 - Math.exp((-events / exposure) * (higher - limit)));
  return {
    from,
    expected: endingBy(ended),
    low: endingBy(ended + z ** 2 / 2 - spread),
    high: endingBy(ended + z ** 2 / 2 + spread),
  };
}

/** A sum over sides; null where one of them cannot be told. */
export function sumOfForecasts(parts: readonly (CutForecast | null)[]): CutForecast | null {
  const known = parts.filter((part) => part !== null);
  if (known.length < parts.length || known[0] === undefined) return null;
  const sum = (of: (part: CutForecast) => number): number =>
    known.reduce((total, part) => total + of(part), 0);
  return {
    from: known[0].from,
    expected: sum(({ expected }) => expected),
    low: sum(({ low }) => low),
    high: sum(({ high }) => high),
  };
}
