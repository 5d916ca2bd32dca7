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
 * Interval: d̄ + ē is a sum of two parts that share no prompt, so they are independent: over clusters with labels the mean of
 * e + (m/N)·d, and over the others (Σd)/N. Each has the interval of `pairedDelta`, which is never of zero width and is sound
 * where errors are rare or were not seen. Their distances to the estimates add in squares (MOVER: Zou & Donner 2008, Stat. Med.
 * 27:1693–1702). Where all is labelled, this is the interval of the person's own change. Exchanging the sides mirrors it.
 * Coverage: `npm run numbers`. Null without pairs or labels.
 */
export function labelledDelta({ judged, corrections, labelled }: LabelledSums): Estimate | null {
  const pairs = total(judged.sizes);
  const labels = total(labelled);
  if (!(pairs > 0) || !(labels > 0)) return null;
  const withLabels = emptyPart();
  const without = emptyPart();
  for (const [i, count] of labelled.entries()) {
    const difference = judged.sums[i] ?? 0;
    if (count > 0) {
      withLabels.sums.push((corrections[i] ?? 0) + (difference * labels) / pairs);
      withLabels.sizes.push(count);
    } else {
      without.sums.push(difference);
      without.sizes.push(judged.sizes[i] ?? 0);
    }
  }
  const first = changeOf(withLabels, 1);
  const second = changeOf(without, total(without.sizes) / pairs);
  const value = first.value + second.value;
  const down = Math.hypot(first.value - first.low, second.value - second.low);
  const up = Math.hypot(first.high - first.value, second.high - second.value);
  return {
    value: clamp(value, -1, 1),
    low: clamp(value - down, -1, 1),
    high: clamp(value + up, -1, 1),
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

function changeOf({ sums, sizes }: Part, share: number): Estimate {
  if (sums.length === 0) return { value: 0, low: 0, high: 0 };
  const change = pairedDelta({ sums: Float64Array.from(sums), sizes: Float64Array.from(sizes) });
  return { value: change.value * share, low: change.low * share, high: change.high * share };
}

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
