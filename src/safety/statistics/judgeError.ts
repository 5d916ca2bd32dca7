// Correction of rates and of their paired difference for a judge that errs at known rates.
import { seededRandom, type Random } from '../random';
import { quantileOf } from './bca';
import { betaVariate } from './betaVariate';
import { clamp, clampInterval, type Interval } from './interval';
import { normalVariate, z95 } from './normal';
import { wilsonInterval } from './wilson';

/** Sensitivity and specificity as measured, each with the number of labelled items behind it. */
export interface JudgeError {
  readonly sensitivity: number;
  readonly sensitivityN: number;
  readonly specificity: number;
  readonly specificityN: number;
}

/** Below this Youden index (sensitivity + specificity − 1) a judge tells too little to correct by. */
const leastYouden = 0.1;

/** Whether verdicts of such a judge can be corrected at all. */
export function isCorrectable({ sensitivity, sensitivityN, specificity, specificityN }: JudgeError): boolean {
  return sensitivityN > 0 && specificityN > 0 && sensitivity + specificity - 1 >= leastYouden;
}

/**
 * The rate of true positives behind an observed rate. Estimate: Rogan & Gladen (1978), Am. J. Epidemiol.
 * 107:71–76, (rate + Sp − 1)/(Se + Sp − 1), cut to [0, 1]. Interval: Lang & Reiczigel (2014), Prev. Vet. Med.
 * 113:13–22, eqs. 14–17, in which the observed rate, sensitivity and specificity all carry their own n
 * (cornerInterval where that collapses).
 * `n` may be an effective sample size. Null where the judge is no better than a coin (isCorrectable), or n = 0.
 */
export function correctedRate(
  rate: number,
  n: number,
  judge: JudgeError,
): (Interval & { readonly rate: number }) | null {
  if (!isCorrectable(judge) || !(n > 0)) return null;
  const youden = judge.sensitivity + judge.specificity - 1;
  const estimate = clamp((rate + judge.specificity - 1) / youden, 0, 1);
  const z2 = z95 * z95;
  const size = n + z2;
  const observed = (n * rate + z2 / 2) / size;
  const se = (judge.sensitivityN * judge.sensitivity + 1) / (judge.sensitivityN + 2);
  const sp = (judge.specificityN * judge.specificity + 1) / (judge.specificityN + 2);
  const adjustedYouden = se + sp - 1;
  if (adjustedYouden <= 0) return { rate: estimate, low: 0, high: 1 };
  const prevalence = (observed + sp - 1) / adjustedYouden;
  const seVariance = (se * (1 - se)) / (judge.sensitivityN + 2);
  const spVariance = (sp * (1 - sp)) / (judge.specificityN + 2);
  const shift = 2 * z2 * (prevalence * seVariance - (1 - prevalence) * spVariance);
  const half =
    (z95 / adjustedYouden) *
    Math.sqrt(
      (observed * (1 - observed)) / size + prevalence ** 2 * seVariance + (1 - prevalence) ** 2 * spVariance,
    );
  const low = Math.min(estimate, clamp(prevalence + shift - half, 0, 1));
  const high = Math.max(estimate, clamp(prevalence + shift + half, 0, 1));
  return { rate: estimate, ...(low < high ? { low, high } : cornerInterval(rate, n, judge)) };
}

/**
 * Where the observed rate lies beyond what the judge's errors allow (above Se, or below 1 − Sp), both limits can
 * be cut to the same end. The extremes of the Rogan–Gladen formula over the Wilson intervals of its three inputs
 * are then given instead: conservative, with a width.
 */
function cornerInterval(rate: number, n: number, judge: JudgeError): Interval {
  const observed = wilsonInterval(rate * n, n);
  const se = wilsonInterval(judge.sensitivity * judge.sensitivityN, judge.sensitivityN);
  const sp = wilsonInterval(judge.specificity * judge.specificityN, judge.specificityN);
  const corners: number[] = [];
  for (const apparent of [observed.low, observed.high]) {
    for (const sensitivity of [se.low, se.high]) {
      for (const specificity of [sp.low, sp.high]) {
        const youden = sensitivity + specificity - 1;
        if (youden <= 0) return { low: 0, high: 1 };
        corners.push((apparent + specificity - 1) / youden);
      }
    }
  }
  return clampInterval({ low: Math.min(...corners), high: Math.max(...corners) }, 0, 1);
}

/**
 * Draws of the Youden index J* = Se* + Sp* − 1 with Se*, Sp* from their Jeffreys posteriors
 * Beta(k + ½, n − k + ½): what the labelled items leave open about the judge. Shared by all deltas of a judge.
 */
export function youdenDraws(judge: JudgeError, draws: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return new Float64Array(draws).map(
    () =>
      posteriorDraw(judge.sensitivity, judge.sensitivityN, random) +
      posteriorDraw(judge.specificity, judge.specificityN, random) -
      1,
  );
}

/**
 * The true paired difference behind an observed one. The judge errs in the same way on both sides, so in
 * expectation observed = true·(Se + Sp − 1), and the estimate is observed/(Se + Sp − 1), cut to [−1, 1].
 * (It can differ from the difference of the two corrected rates where one of those was cut at 0 or 1.)
 *
 * Interval: parametric bootstrap, 2.5% and 97.5% quantiles of δ*ᵢ/Jᵢ*, with Jᵢ* from `youdens`. δ* is drawn from
 * a split normal whose 95% limits are those of the uncorrected interval, so a perfectly known perfect judge
 * gives that interval back, and an interval that is honest with no discordant pair stays so. Where J* is not
 * positive the draw counts as ±1. Null where the judge is no better than a coin.
 */
export function correctedDelta(
  delta: Interval & { readonly value: number },
  judge: JudgeError,
  youdens: Float64Array,
  seed: number,
): (Interval & { readonly value: number }) | null {
  if (!isCorrectable(judge)) return null;
  const random = seededRandom(seed);
  const draws = youdens.map((youden) => {
    const z = normalVariate(random);
    const reach = z < 0 ? delta.value - delta.low : delta.high - delta.value;
    const difference = delta.value + (z * reach) / z95;
    return youden > 0 ? clamp(difference / youden, -1, 1) : Math.sign(difference);
  });
  draws.sort();
  const value = clamp(delta.value / (judge.sensitivity + judge.specificity - 1), -1, 1);
  return {
    value,
    low: Math.min(value, quantileOf(draws, 0.025)),
    high: Math.max(value, quantileOf(draws, 0.975)),
  };
}

function posteriorDraw(rate: number, n: number, random: Random): number {
  return betaVariate(rate * n + 0.5, (1 - rate) * n + 0.5, random);
}
