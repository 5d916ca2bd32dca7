// The paired change with a judge's errors taken out of it, by what a person said of a random sample of the answers.
import { clamp, type Interval } from './interval';
import { pairedDelta, type ClusterSums } from './pairedDelta';

/** Cluster by cluster: what the judge says of all pairs, and how far off it is on those that were labelled. */
export interface LabelledSums {
  /** The judge's differences (tuned − base) over all pairs. */
  readonly judged: ClusterSums;
  /** The person's difference less the judge's, summed over the cluster's labelled pairs; in [−2, 2] each. */
  readonly corrections: Float64Array;
  /** How many of the cluster's pairs are labelled. */
  readonly labelled: Float64Array;
}

type Estimate = Interval & { readonly value: number };

/**
 * The paired difference estimator of survey sampling (Cochran 1977, Sampling Techniques, §7.10), which Angelopoulos et al.
 * (2023), Science 382:669–674, call prediction-powered: δ̂ = d̄ + ē, the judge's mean difference d̄ over all N pairs plus the
 * mean over the m labelled pairs of the person's difference less the judge's, e = h − d. Labels drawn at random make it
 * unbiased however the judge errs: more on one side, or in another way than on any published data.
 *
 * Interval: with f = m/N, δ̂ = [f·h̄ + (1 − f)·ē] + (1 − f)·d̄ᵤ, the second part over the pairs without a label, so the two are
 * independent and the distances of their limits to the estimates add in squares (MOVER: Zou & Donner 2008, Stat. Med.
 * 27:1693–1702). h̄ and ē are of the same pairs: their distances add as they are, which is never too little. Each of the three
 * has the interval of `pairedDelta`, which is never of zero width and is sound where errors are rare or were not seen. Where all
 * is labelled, this is the interval of the person's own change. Where several pairs are of one prompt, the parts are over
 * clusters. Exchanging the sides mirrors it. Coverage: `npm run numbers`. Null without pairs or labels.
 */
export function labelledDelta({ judged, corrections, labelled }: LabelledSums): Estimate | null {
  const pairs = total(judged.sizes);
  const labels = total(labelled);
  if (!(pairs > 0) || !(labels > 0)) return null;
  const [person, errors, unlabelled] = [emptyPart(), emptyPart(), emptyPart()];
  for (const [i, count] of labelled.entries()) {
    const difference = judged.sums[i] ?? 0;
    const size = judged.sizes[i] ?? 0;
    const correction = corrections[i] ?? 0;
    if (count > 0) {
      add(person, difference + correction, size);
      add(errors, correction, count);
    } else {
      add(unlabelled, difference, size);
    }
  }
  const parts = {
    person: changeOf(person, total(person.sizes) / pairs),
    errors: changeOf(errors, 1 - labels / pairs),
    unlabelled: changeOf(unlabelled, total(unlabelled.sizes) / pairs),
  };
  const value = parts.person.value + parts.errors.value + parts.unlabelled.value;
  const reach = (of: (part: Estimate) => number): number =>
    Math.hypot(of(parts.person) + of(parts.errors), of(parts.unlabelled));
  return {
    value: clamp(value, -1, 1),
    low: clamp(value - reach((part) => part.value - part.low), -1, 1),
    high: clamp(value + reach((part) => part.high - part.value), -1, 1),
  };
}

/**
 * Half the width of the interval of the judge's error alone, that so many labelled pairs would give if the judge errs on one
 * pair in twenty (rounded up to a whole one each way).
 */
export function labelPrecision(pairs: number): number {
  const wrong = Math.ceil(pairs / 40);
  const sums = new Float64Array(pairs).map((_, i) => (i < wrong ? 1 : i < 2 * wrong ? -1 : 0));
  const { low, high } = pairedDelta({ sums, sizes: new Float64Array(pairs).fill(1) });
  return (high - low) / 2;
}

interface Part {
  readonly sums: number[];
  readonly sizes: number[];
}

function emptyPart(): Part {
  return { sums: [], sizes: [] };
}

function add({ sums, sizes }: Part, sum: number, size: number): void {
  sums.push(sum);
  sizes.push(size);
}

function changeOf({ sums, sizes }: Part, share: number): Estimate {
  if (sums.length === 0 || share === 0) return { value: 0, low: 0, high: 0 };
  const change = pairedDelta({ sums: Float64Array.from(sums), sizes: Float64Array.from(sizes) });
  return { value: change.value * share, low: change.low * share, high: change.high * share };
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
