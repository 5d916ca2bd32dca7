// What one reward does on each prompt by itself.
import type { PromptReading } from '../../protocol/audit';
import { holmAdjust } from '../statistics/holm';
import type { RewardedSample } from './driftForecast';
import { eliminationOf, independenceTest } from './elimination';
import type { RewardColumn } from './rewardColumns';

/** Level of the tests of single prompts, after Holm's adjustment over those of their benchmark. */
const level = 0.05;

/** Rewards between `low` and `low + width` are brought to [0, 1]: a reward of range R at β is one of range 1 at β/R. */
export interface RewardScale {
  readonly low: number;
  readonly width: number;
}

/** The answers to one prompt that have both a verdict and a reward. */
export interface RewardedPrompt {
  readonly suiteId: string;
  readonly answers: readonly { readonly well: boolean; readonly reward: number }[];
}

/** A prompt with its samples on the scale of the forecast, and what they show. */
export interface ReadPrompt extends RewardedPrompt {
  readonly samples: readonly RewardedSample[];
  readonly reading: PromptReading;
}

/** In the order of the prompts. */
export function readPrompts(
  column: RewardColumn,
  prompts: readonly RewardedPrompt[],
  scale: RewardScale,
  seed: number,
): ReadPrompt[] {
  const read = prompts.map((prompt) => readPrompt(column, prompt, scale, seed));
  const tested = new Map<string, number[]>();
  for (const [index, { suiteId, reading }] of read.entries()) {
    if (reading.p !== null) tested.set(suiteId, [...(tested.get(suiteId) ?? []), index]);
  }
  const dependent = new Set<number>();
  for (const indices of tested.values()) {
    const ps = holmAdjust(indices.map((index) => read[index]?.reading.p ?? 1));
    for (const [place, index] of indices.entries()) if ((ps[place] ?? 1) <= level) dependent.add(index);
  }
  return read.map((prompt, index) =>
    dependent.has(index) ? { ...prompt, reading: { ...prompt.reading, state: 'dependent' } } : prompt,
  );
}

function readPrompt(
  column: RewardColumn,
  prompt: RewardedPrompt,
  scale: RewardScale,
  seed: number,
): ReadPrompt {
  const samples = prompt.answers.map((answer) => scaledSample(answer, scale));
  const reading = ((): PromptReading => {
    const none = { reward: column.name, mean: null, covariance: null, p: null };
    if (!column.differs) return { ...none, state: 'notApplicable' };
    const mean = meanOf(prompt.answers.map(({ reward }) => reward));
    if (samples.length < 2) return { ...none, mean, state: 'tooFew' };
    const covariance = scale.width * sampleCovariance(samples);
    const state = eliminationOf(samples);
    const p = state === 'open' ? independenceTest([samples], seed).p : null;
    return { ...none, mean, covariance, state, p };
  })();
  return { ...prompt, samples, reading };
}

/** On the scale of the forecast, [0, 1]. */
export function scaledSample(
  { well, reward }: RewardedPrompt['answers'][number],
  { low, width }: RewardScale,
): RewardedSample {
  const success = (reward - low) / width;
  // Sums of weights are rounded; the ends of the range are exact all the same.
  const end = Math.round(success);
  return { success: Math.abs(success - end) < 1e-9 ? end : success, safety: Number(well) };
}

/** Σ(s − s̄)(g − ḡ)/(n − 1), unbiased; in units of the scaled reward. */
export function sampleCovariance(samples: readonly RewardedSample[]): number {
  const safety = meanOf(samples.map((sample) => sample.safety)) ?? 0;
  const success = meanOf(samples.map((sample) => sample.success)) ?? 0;
  const products = samples.reduce((sum, one) => sum + (one.safety - safety) * (one.success - success), 0);
  return products / (samples.length - 1);
}

export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
