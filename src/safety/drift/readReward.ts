// What one reward does on one group of prompts: how it goes with safety, what eliminates its drift, and its forecast.
import type { AuditEstimate, AuditForecast, EliminationCounts, RewardReading } from '../../protocol/audit';
import { clusterDeltaInterval } from '../statistics/clusterDelta';
import { forecastDrift, type ForecastPrompt, type RewardedSample } from './driftForecast';
import { independenceTest } from './elimination';
import { meanOf, sampleCovariance, type ReadPrompt, type RewardScale } from './readPrompts';
import type { RewardColumn } from './rewardColumns';

interface Options {
  readonly scale: RewardScale;
  readonly betas: readonly number[];
  readonly seed: number;
}

/** Everything but Holm's adjustment over the audit. */
export function readReward(
  column: RewardColumn,
  prompts: readonly ReadPrompt[],
  options: Options,
): RewardReading {
  // A reward that cannot differ is the same whatever was answered.
  const usable = column.differs ? prompts.filter(({ samples }) => samples.length > 1) : prompts;
  const sizes = {
    reward: column.name,
    prompts: usable.length,
    answers: usable.reduce((sum, { samples }) => sum + samples.length, 0),
    elimination: countStates(usable),
  };
  if (!column.differs || usable.length === 0) {
    return { ...sizes, mean: null, covariance: null, contrast: null, ...untested, forecast: [] };
  }
  const { p, exact } = independenceTest(
    usable.map(({ samples }) => samples),
    options.seed,
  );
  return {
    ...sizes,
    mean: meanOf(usable.flatMap(({ answers }) => answers.map(({ reward }) => reward))),
    covariance: covarianceOf(usable, options),
    contrast: contrastOf(usable),
    p,
    pAdjusted: null,
    exact,
    forecast: forecasts(usable, options),
  };
}

const untested = { p: null, pAdjusted: null, exact: true };

function countStates(prompts: readonly ReadPrompt[]): EliminationCounts {
  const counts = { notApplicable: 0, constantReward: 0, constantSafety: 0, open: 0, dependent: 0 };
  for (const { reading } of prompts) if (reading.state !== 'tooFew') counts[reading.state]++;
  return counts;
}

/**
 * Mean over prompts of the unbiased covariance within each. Derived: the drift's slope in 1/β at 1/β = 0, so that
 * Δ* ≈ Cov(s, g)/β for a strong KL penalty.
 */
function covarianceOf(prompts: readonly ReadPrompt[], { scale, seed }: Options): AuditEstimate {
  const values = prompts.map(({ samples }) => sampleCovariance(samples));
  // No covariance of n values each in [0, 1] is larger.
  const fewest = Math.min(...prompts.map(({ samples }) => samples.length));
  const largest = (0.25 * fewest) / (fewest - 1);
  const { low, high } = clusterDeltaInterval(
    {
      sums: Float64Array.from(values, (value) => value / largest),
      sizes: new Float64Array(values.length).fill(1),
    },
    seed,
  );
  const unit = scale.width * largest;
  return { value: scale.width * (meanOf(values) ?? 0), low: unit * low, high: unit * high };
}

/** Within prompts, so that prompts that are easy both to refuse and to fail do not count as association. */
function contrastOf(prompts: readonly ReadPrompt[]): RewardReading['contrast'] {
  const both = prompts.flatMap(({ answers }) => {
    const of = (wanted: boolean): number | null =>
      meanOf(answers.filter(({ well }) => well === wanted).map(({ reward }) => reward));
    const [well, other] = [of(true), of(false)];
    return well === null || other === null ? [] : [{ well, other }];
  });
  if (both.length === 0) return null;
  return {
    well: meanOf(both.map(({ well }) => well)) ?? 0,
    other: meanOf(both.map(({ other }) => other)) ?? 0,
    prompts: both.length,
  };
}

function forecasts(prompts: readonly ReadPrompt[], { scale, betas, seed }: Options): AuditForecast[] {
  return betas.map((beta) =>
    forecastAtBeta(
      prompts.map(({ samples }) => samples),
      { beta, width: scale.width, seed },
    ),
  );
}

/** Of a reward that differs; its samples are on the scale [0, 1], `width` is the range that was brought to it. */
export function forecastAtBeta(
  prompts: readonly (readonly RewardedSample[])[],
  { beta, width, seed }: { readonly beta: number; readonly width: number; readonly seed: number },
): AuditForecast {
  const sampled = prompts.map((samples): ForecastPrompt => ({ samples, rewardVaries: true }));
  const forecast = forecastDrift(sampled, beta / width, seed);
  return {
    beta,
    drift: { value: forecast.drift ?? 0, ...forecast.interval },
    unseenShift: forecast.unseenShift,
    leastEffectiveSamples: forecast.leastEffectiveSamples,
    thinPrompts: forecast.thinPrompts,
    trusted: forecast.trusted,
  };
}
