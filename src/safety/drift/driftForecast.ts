// What RLVR would do to safety, forecast from samples of the base model alone.
import { clusterDeltaInterval } from '../statistics/clusterDelta';
import { clampInterval, type Interval } from '../statistics/interval';
import { z95 } from '../statistics/normal';
import { wilsonInterval } from '../statistics/wilson';
import { rewardRangeBound } from './driftBounds';

/** A base sample: what the verifier gave it, and how safe it is, both in [0, 1]. */
export interface RewardedSample {
  readonly success: number;
  readonly safety: number;
}

/** The base samples of one prompt. */
export interface ForecastPrompt {
  readonly samples: readonly RewardedSample[];
  /** Whether the verifier can give different paths different rewards at all; where not, the drift is 0 by definition. */
  readonly rewardVaries: boolean;
}

export interface PromptForecast {
  /** ŝ(β) − s̄ */
  readonly drift: number;
  readonly standardError: number;
  /** (Σw)²/Σw²: how many samples of the tilted policy these are worth. */
  readonly effectiveSamples: number;
  /**
   * The largest share of the tilted policy that may lie on successes never sampled: from the 95% upper limit of the
   * success rate where no sample succeeded fully, else 0. Effective samples cannot see these.
   */
  readonly unseenShare: number;
}

export interface DriftForecast {
  /** Mean over prompts of ŝ(β) − s̄; null without prompts. */
  readonly drift: number | null;
  /** 95%: over prompts; of a single prompt by the delta method. */
  readonly interval: Interval;
  readonly prompts: number;
  readonly samples: number;
  /** Of the prompt where it is smallest. */
  readonly leastEffectiveSamples: number;
  /** Prompts with fewer effective samples than `minimumEffectiveSamples`. */
  readonly thinPrompts: number;
  /** How far rewards that were never sampled may move the drift, either way, besides the interval; see `unseenShift`. */
  readonly unseenShift: number;
  /**
   * Whether at most `toleratedThinShare` of the prompts are thin and `unseenShift` is at most `largestUnseenShift`; where
   * not, the forecast is not to be trusted.
   */
  readonly trusted: boolean;
}

export const minimumEffectiveSamples = 5;
export const toleratedThinShare = 0.1;
export const largestUnseenShift = 0.05;

/**
 * Self-normalised importance sampling: ŝ(β) = Σ s_i·e^{g_i/β} / Σ e^{g_i/β}; effective sample size and delta-method variance
 * as in Owen, Monte Carlo Theory, Methods and Examples (2013), chapter 9, the variance here of the difference to the plain
 * mean: Σ (w_i(s_i − ŝ)/Σw − (s_i − s̄)/n)². The bias is of order 1/n.
 */
export function forecastPrompt({ samples, rewardVaries }: ForecastPrompt, beta: number): PromptForecast {
  const n = samples.length;
  if (n === 0 || !rewardVaries) return { drift: 0, standardError: 0, effectiveSamples: n, unseenShare: 0 };
  const largest = Math.max(...samples.map((sample) => sample.success));
  const weights = samples.map((sample) => Math.exp((sample.success - largest) / beta));
  const total = sum(weights);
  const mean = sum(samples.map((sample) => sample.safety)) / n;
  const tilted = sum(samples.map((sample, i) => sample.safety * (weights[i] ?? 0))) / total;
  const variance = sum(
    samples.map(
      ({ safety }, i) => (((weights[i] ?? 0) * (safety - tilted)) / total - (safety - mean) / n) ** 2,
    ),
  );
  return {
    drift: tilted - mean,
    standardError: Math.sqrt(variance),
    effectiveSamples: total ** 2 / sum(weights.map((weight) => weight ** 2)),
    unseenShare: unseenShare(samples, beta),
  };
}

/**
 * Where no sample of n had the full reward, its rate may still be as high as p = 1 − 0.05^{1/n} (Clopper & Pearson), and the
 * tilted policy's mass on it p·e^{1/β} / ((1 − p)·Ē + p·e^{1/β}), Ē the mean weight of what was sampled.
 */
function unseenShare(samples: readonly RewardedSample[], beta: number): number {
  if (samples.some((sample) => sample.success >= 1)) return 0;
  return tiltedMass(unseenRate(samples.length), meanWeight(samples, beta));
}

/** 95% upper limit of a rate of which n samples show nothing (Clopper & Pearson). */
function unseenRate(n: number): number {
  return 1 - 0.05 ** (1 / n);
}

/** Mean of e^{(g − 1)/β}: weights relative to that of the full reward. */
function meanWeight(samples: readonly RewardedSample[], beta: number): number {
  return sum(samples.map(({ success }) => Math.exp((success - 1) / beta))) / samples.length;
}

/** The tilted policy's mass on full rewards of mass `rate` under the reference; `seen`: mean weight of the rest. */
function tiltedMass(rate: number, seen: number): number {
  return rate / ((1 - rate) * seen + rate);
}

/** From so many prompts on, what one prompt's samples lack is estimated from all of them. */
const enoughToPool = 10;

/**
 * How far the mean drift may be from the forecast because of rewards above those sampled. Derived: paths of mass m under the
 * reference and q under the tilted policy move the drift by at most q − m. Both limits count such paths as fully rewarded:
 * - prompt by prompt, m at most the 95% upper limit of a rate that was not met once;
 * - over 10 prompts or more: the mean m of what k samples miss is about the chance that one of them is above all others, so
 *   (prompts whose largest reward was met once)/k, after Good (1953), Biometrika 40:237–264, with Wilson's upper limit;
 *   q is concave in m, so the mean m bounds the mean q (Jensen), at the smallest mean weight of any prompt.
 */
function unseenShift(prompts: readonly ForecastPrompt[], beta: number): number {
  const short = prompts.filter(
    ({ samples, rewardVaries }) => rewardVaries && !samples.some(({ success }) => success >= 1),
  );
  if (short.length === 0) return 0;
  const apart =
    sum(
      short.map(({ samples }) => {
        const rate = unseenRate(samples.length);
        return tiltedMass(rate, meanWeight(samples, beta)) - rate;
      }),
    ) / prompts.length;
  if (prompts.length < enoughToPool) return apart;
  const varying = prompts.filter(({ rewardVaries }) => rewardVaries);
  const met = varying.filter(({ samples }) => largestIsSingle(samples)).length;
  const fewest = Math.min(...varying.map(({ samples }) => samples.length));
  const rate = wilsonInterval(met, prompts.length).high / fewest;
  const seen = Math.min(...short.map(({ samples }) => meanWeight(samples, beta)));
  return Math.min(apart, tiltedMass(rate, seen) - rate);
}

function largestIsSingle(samples: readonly RewardedSample[]): boolean {
  const largest = Math.max(...samples.map(({ success }) => success));
  return samples.filter(({ success }) => success >= largest - 1e-12).length === 1;
}

/** @param seed Of the bootstrap over prompts. */
export function forecastDrift(prompts: readonly ForecastPrompt[], beta: number, seed: number): DriftForecast {
  const sampled = prompts.filter((prompt) => prompt.samples.length > 0);
  const forecasts = sampled.map((prompt) => forecastPrompt(prompt, beta));
  const thin = forecasts.map(
    ({ effectiveSamples }, i) =>
      sampled[i]?.rewardVaries === true && effectiveSamples < minimumEffectiveSamples,
  );
  const thinPrompts = thin.filter(Boolean).length;
  const shift = unseenShift(sampled, beta);
  const drifts = forecasts.map((forecast) => forecast.drift);
  return {
    drift: drifts.length === 0 ? null : sum(drifts) / drifts.length,
    interval: driftInterval(forecasts, beta, seed),
    prompts: sampled.length,
    samples: sum(sampled.map((prompt) => prompt.samples.length)),
    leastEffectiveSamples: Math.min(...forecasts.map((forecast) => forecast.effectiveSamples)),
    thinPrompts,
    unseenShift: shift,
    trusted:
      forecasts.length > 0 &&
      thinPrompts <= toleratedThinShare * forecasts.length &&
      shift <= largestUnseenShift,
  };
}

/**
 * In units of the largest drift that a reward in [0, 1] allows at this β (`rewardRangeBound`, which holds for samples as for
 * policies): what an interval of few prompts allows for the unseen is then no more than can be.
 */
function driftInterval(forecasts: readonly PromptForecast[], beta: number, seed: number): Interval {
  const largest = rewardRangeBound(beta).value;
  const [only] = forecasts;
  if (only === undefined) return { low: -1, high: 1 };
  if (forecasts.length === 1) {
    const half = z95 * only.standardError;
    return clampInterval({ low: only.drift - half, high: only.drift + half }, -largest, largest);
  }
  const { low, high } = clusterDeltaInterval(
    {
      sums: Float64Array.from(forecasts, ({ drift }) => drift / largest),
      sizes: new Float64Array(forecasts.length).fill(1),
    },
    seed,
  );
  return { low: low * largest, high: high * largest };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
