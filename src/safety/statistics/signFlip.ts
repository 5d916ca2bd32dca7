// The sign-flip (paired permutation) test over clusters: McNemar's exact test for differences of any size.
import { seededRandom } from '../random';
import { negligible, signLattice } from './signLattice';

export interface SignFlip {
  /** P(|T*| > |T|) + ½·P(|T*| = |T|), and 1 − ½·P(T* = 0) where T = 0, as for McNemar's mid-p. */
  readonly pMid: number;
  /** P(|T*| ≥ |T|); null where it was estimated from random flips. */
  readonly pExact: number | null;
}

/** Work (clusters × lattice points) up to which the null distribution is computed cluster by cluster. */
const exactWork = 3_000_000;
/** Multiplications up to which it is computed by the sizes of the differences, of which there are few. */
const latticeWork = 200_000_000;
const randomFlips = 20_000;

/**
 * Under the null, base and tuned are exchangeable within a cluster (a prompt with all its samples), so each
 * cluster's difference could as well have had the other sign: T = Σ ±|dᵢ|. Fisher (1935), The Design of
 * Experiments, §21; Good (2005), Permutation, Parametric and Bootstrap Tests, §3. With one sample per prompt
 * the differences are −1, 0, 1 and this is McNemar's exact test.
 *
 * Means over k samples are multiples of 1/k, so the null distribution lies on a lattice and is computed
 * exactly by convolution: cluster by cluster, or, for many clusters, size by size (signLattice.ts). Where there
 * is no small lattice (many prompts with odd numbers of missing samples), 20,000 seeded random flips are drawn, and the observed one counts as one of them (Phipson & Smyth 2010).
 */
export function signFlipTest(differences: ArrayLike<number>, seed: number): SignFlip {
  const sizes: number[] = [];
  let observed = 0;
  for (let i = 0; i < differences.length; i++) {
    const difference = differences[i] ?? 0;
    if (Math.abs(difference) < 1e-9) continue;
    sizes.push(Math.abs(difference));
    observed += difference;
  }
  if (sizes.length === 0) return { pMid: 1, pExact: 1 };
  const unit = commonUnit(sizes);
  const steps = unit === null ? null : sizes.map((size) => Math.round(size / unit));
  const span = steps?.reduce((sum, step) => sum + step, 0) ?? Infinity;
  if (steps === null || unit === null) return byRandomFlips(sizes, Math.abs(observed), seed);
  const distance = Math.abs(Math.round(observed / unit));
  if (span * steps.length <= exactWork) return byConvolution(steps, span, distance);
  return bySizes(steps, distance) ?? byRandomFlips(sizes, Math.abs(observed), seed);
}

function bySizes(steps: readonly number[], observed: number): SignFlip | null {
  const found = signLattice(steps, observed, latticeWork);
  if (found === null) return null;
  const p = (value: number): number => Math.min(1, Math.max(negligible, value));
  return { pMid: p(found.beyond + found.same / 2), pExact: p(found.beyond + found.same) };
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

/** `weights[j]` is P(number of steps taken upwards = j), T = 2j − span. */
function byConvolution(steps: readonly number[], span: number, observed: number): SignFlip {
  const weights = new Float64Array(span + 1);
  weights[0] = 1;
  let reached = 0;
  for (const step of steps) {
    reached += step;
    for (let j = reached; j >= 0; j--) {
      weights[j] = ((weights[j] ?? 0) + (j >= step ? (weights[j - step] ?? 0) : 0)) / 2;
    }
  }
  let beyond = 0;
  let same = 0;
  for (let j = 0; j <= span; j++) {
    const distance = Math.abs(2 * j - span);
    if (distance > observed) beyond += weights[j] ?? 0;
    else if (distance === observed) same += weights[j] ?? 0;
  }
  return { pMid: Math.min(1, beyond + same / 2), pExact: Math.min(1, beyond + same) };
}

function byRandomFlips(sizes: readonly number[], observed: number, seed: number): SignFlip {
  const random = seededRandom(seed);
  let beyond = 0;
  let same = 1;
  for (let flip = 0; flip < randomFlips; flip++) {
    let total = 0;
    let bits = 0;
    for (const [i, size] of sizes.entries()) {
      // One draw has 32 random bits: signs for 32 clusters.
      if (i % 32 === 0) bits = Math.trunc(random() * 4294967296);
      total += bits & 1 ? -size : size;
      bits >>>= 1;
    }
    const distance = Math.abs(total);
    if (distance > observed + 1e-9) beyond++;
    else if (distance > observed - 1e-9) same++;
  }
  return { pMid: (beyond + (same + 1) / 2) / (randomFlips + 1), pExact: null };
}
