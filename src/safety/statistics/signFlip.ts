// The sign-flip (paired permutation) test over clusters, and what the same construction says about the size of a change.
import { negligible, upwardSteps, type StepCounts } from './signLattice';
import { normalCdf, z95 } from './normal';
import type { Interval } from './interval';

export interface SignFlip {
  /** P(|T*| > |T|) + ½·P(|T*| = |T|), as for McNemar's mid-p; 1 − ½·P(T* = 0) where T = 0. */
  readonly pMid: number;
  /** P(|T*| ≥ |T|); null where the null distribution is approximate. */
  readonly pExact: number | null;
  /**
   * η = Σdᵢ / Σ|dᵢ|, in [−1, 1], with the interval that the same test gives by inversion: it leaves out 0 where pMid < 0.05
   * and only there. Without any difference: 0 in [−1, 1].
   */
  readonly balance: Interval & { readonly value: number };
  /** λ at which η(λ) is the observed |balance|; infinite where all differences have one sign. */
  readonly tilt: number;
}

/** Up to this many irregular differences are put on a fine lattice of this span; the sum of more is as good as normal. */
const fewIrregular = 200;
const fineSpan = 100_000;
const tail = 0.025;

/**
 * Under the null, base and tuned are exchangeable within a cluster (a prompt with all its samples), so each cluster's
 * difference could as well have had the other sign: T = Σ ±|dᵢ|. Fisher (1935), The Design of Experiments, §21; Good
 * (2005), Permutation, Parametric and Bootstrap Tests, §3. With one sample per prompt the differences are −1, 0, 1 and
 * this is McNemar's exact test.
 *
 * The interval inverts the test over the exponential family through its null, in which a difference of size a is positive
 * with the odds e^{2λa} (signLattice.ts): the limits are those λ at which T lies at the mid-p tail of 2.5%, and
 * η(λ) = Σ aᵢ·tanh(λaᵢ) / Σ aᵢ. With one sample per prompt that family is the binomial one, and these are the mid-p limits
 * of the share of gains among the differing prompts (Lancaster 1961, JASA 56:223–234; Berry & Armitage 1995, The
 * Statistician 44:417–423).
 *
 * Means over k samples are multiples of 1/k, so T lies on a lattice and its distribution is exact. Where there is no small
 * lattice (odd numbers of missing samples), a few differences are rounded to a fine one, and the sum of many is
 * taken as normal.
 */
export function signFlipTest(differences: ArrayLike<number>): SignFlip {
  const values: number[] = [];
  for (let i = 0; i < differences.length; i++) {
    const difference = differences[i] ?? 0;
    if (Math.abs(difference) >= 1e-9) values.push(difference);
  }
  if (values.length === 0) return { pMid: 1, pExact: 1, balance: { value: 0, low: -1, high: 1 }, tilt: 0 };
  const unit = commonUnit(values.map(Math.abs));
  const exact = unit === null ? null : onLattice(values, unit);
  if (exact !== null) return exact;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rounded =
    values.length <= fewIrregular ? onLattice(values, (largest * values.length) / fineSpan) : null;
  return { ...(rounded ?? asNormal(values)), pExact: null };
}

/** Null where that is too much work. */
function onLattice(values: readonly number[], unit: number): SignFlip | null {
  const counts = new Map<number, number>();
  let span = 0;
  let observed = 0;
  for (const value of values) {
    const step = Math.max(1, Math.round(Math.abs(value) / unit));
    counts.set(step, (counts.get(step) ?? 0) + 1);
    span += step;
    observed += value < 0 ? -step : step;
  }
  const fair = upwardSteps(counts, 0);
  if (fair === null) return null;
  const distance = Math.abs(observed);
  let all = 0;
  let beyond = 0;
  let same = 0;
  for (const [i, weight] of fair.weights.entries()) {
    const reached = Math.abs(2 * (fair.first + i) - span);
    all += weight;
    if (reached > distance) beyond += weight;
    else if (reached === distance) same += weight;
  }
  const p = (weight: number): number => Math.min(1, Math.max(negligible, weight / all));
  // Both limits of the sum of positive size, so that swapping the sides mirrors them exactly.
  const limits = latticeLimits(counts, span, distance);
  if (limits === null) return null;
  const value = distance / span;
  const balance = {
    value,
    low: Math.min(value, limits.low),
    // With nothing to choose between the sides, the two limits are one number.
    high: distance === 0 ? 0 - limits.low : Math.max(value, limits.high),
  };
  return {
    pMid: p(beyond + same / 2),
    pExact: p(beyond + same),
    balance: observed < 0 ? mirrored(balance) : balance,
    tilt: limits.tilt / unit,
  };
}

function mirrored({ value, low, high }: SignFlip['balance']): SignFlip['balance'] {
  return { value: -value, low: -high, high: -low };
}

/** The limits of η for T = `observed` ≥ 0. */
function latticeLimits(
  counts: StepCounts,
  span: number,
  observed: number,
): (Interval & { readonly tilt: number }) | null {
  const mean = (tilt: number): number => meanBalance(counts, span, tilt);
  if (observed === span) {
    // Half the probability of the outermost point is the tail.
    const excess = (tilt: number): number => logAllUp(counts, tilt) - Math.log(2 * tail);
    const low = solve(excess, 0, excess(0) < 0 ? 1 : -1);
    return { low: mean(low), high: 1, tilt: Infinity };
  }
  const centre = solve((tilt) => mean(tilt) - observed / span, 0, 1);
  const around = upwardSteps(counts, centre);
  if (around === null) return null;
  const place = (observed + span) / 2 - around.first;
  const { weights } = around;
  /** Mid-p probability of at least the observed sum. */
  const above = (tilt: number): number => {
    const slope = 2 * (tilt - centre);
    const highest = Math.max(-place * slope, (weights.length - 1 - place) * slope);
    let upper = 0;
    let all = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = (weights[i] ?? 0) * Math.exp((i - place) * slope - highest);
      all += weight;
      if (i > place) upper += weight;
      else if (i === place) upper += weight / 2;
    }
    return upper / all;
  };
  const low = solve((tilt) => above(tilt) - tail, centre, -1);
  const high = solve((tilt) => above(tilt) - (1 - tail), centre, 1);
  return { low: mean(low), high: mean(high), tilt: centre };
}

function meanBalance(counts: StepCounts, span: number, tilt: number): number {
  let sum = 0;
  for (const [size, count] of counts) sum += count * size * Math.tanh(tilt * size);
  return sum / span;
}

function logAllUp(counts: StepCounts, tilt: number): number {
  let sum = 0;
  for (const [size, count] of counts) sum -= count * Math.log1p(Math.exp(-2 * tilt * size));
  return sum;
}

/** T as normal with the mean and the variance that it has at each tilt. */
function asNormal(values: readonly number[]): SignFlip {
  const sizes = values.map(Math.abs);
  const span = sizes.reduce((sum, size) => sum + size, 0);
  const observed = values.reduce((sum, value) => sum + value, 0);
  const distance = Math.abs(observed);
  const deviate = (tilt: number): number => {
    let mean = 0;
    let variance = 0;
    for (const size of sizes) {
      const direction = Math.tanh(tilt * size);
      mean += size * direction;
      variance += size * size * (1 - direction * direction);
    }
    return (mean - distance) / Math.sqrt(variance + 1e-300);
  };
  const balance = {
    value: distance / span,
    low: solved(sizes, span, (tilt) => deviate(tilt) + z95),
    high: distance === span ? 1 : solved(sizes, span, (tilt) => deviate(tilt) - z95),
  };
  return {
    pMid: Math.max(negligible, 2 * normalCdf(deviate(0))),
    pExact: null,
    balance: observed < 0 ? mirrored(balance) : balance,
    tilt: distance === span ? Infinity : solve((tilt) => meanOf(sizes, span, tilt) - distance / span, 0, 1),
  };
}

function solved(sizes: readonly number[], span: number, rising: (tilt: number) => number): number {
  const tilt = solve(rising, 0, rising(0) < 0 ? 1 : -1);
  return meanOf(sizes, span, tilt);
}

function meanOf(sizes: readonly number[], span: number, tilt: number): number {
  return sizes.reduce((sum, size) => sum + size * Math.tanh(tilt * size), 0) / span;
}

/** The root of a function that rises, on the given side of `start`. Where it has none, the far end. */
function solve(rising: (tilt: number) => number, start: number, direction: 1 | -1): number {
  let near = start;
  let reach = 1 / 64;
  let far = start + direction * reach;
  while (rising(far) * direction < 0 && reach < 4096) {
    near = far;
    reach *= 2;
    far = start + direction * reach;
  }
  for (let step = 0; step < 60; step++) {
    const middle = (near + far) / 2;
    // No number lies between the two.
    if (middle === near || middle === far) break;
    if (rising(middle) * direction < 0) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}

/** The largest number of which all are multiples, to 1e-9; null where it would be below 1e-4. */
function commonUnit(values: readonly number[]): number | null {
  let unit = 0;
  for (const value of new Set(values)) {
    let a = Math.max(value, unit);
    let b = Math.min(value, unit);
    while (b > 1e-7) [a, b] = [b, a % b > b - 1e-7 ? 0 : a % b];
    unit = a;
    if (unit < 1e-4) return null;
  }
  return unit;
}
