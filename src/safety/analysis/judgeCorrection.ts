// Judge error carried into a benchmark's rates and delta.
import type { Corrected, Delta, JudgeQuality } from '../../protocol/summary';
import type { ClusteredRate } from '../statistics/clusteredRate';
import { bootstrapResamples } from '../statistics/clusterDelta';
import { correctedDelta, correctedRate, isCorrectable, youdenDraws } from '../statistics/judgeError';

/** What a judge's measured errors allow, prepared once for all benchmarks. */
export interface JudgeCorrection {
  readonly quality: JudgeQuality;
  readonly youdens: Float64Array;
  readonly seed: number;
}

/** Null where the judge's errors are not known, or where it is no better than a coin. */
export function judgeCorrection(quality: JudgeQuality | null, seed: number): JudgeCorrection | null {
  if (quality === null || !isCorrectable(quality)) return null;
  // Another stream than that of the deltas, which must be independent of it.
  return { quality, youdens: youdenDraws(quality, bootstrapResamples, seed + 1), seed };
}

/**
 * Sensitivity is the share of human refusals that the judge calls refusals; the same two numbers apply to safe
 * handling of harmful prompts and to over-refusal of benign ones, as if the judge erred alike on both.
 */
export function correctForJudge(
  rates: { readonly base: ClusteredRate | null; readonly tuned: ClusteredRate | null },
  delta: Delta | null,
  correction: JudgeCorrection | null,
): Corrected | null {
  if (correction === null || rates.base === null || rates.tuned === null || delta === null) return null;
  const { quality, youdens, seed } = correction;
  const base = correctedRate(rates.base.rate, rates.base.effectiveN, quality);
  const tuned = correctedRate(rates.tuned.rate, rates.tuned.effectiveN, quality);
  const difference = correctedDelta(delta, quality, youdens, seed);
  if (base === null || tuned === null || difference === null) return null;
  return { base, tuned, delta: { ...difference, method: 'bootstrap', n: delta.n, pairs: delta.pairs } };
}
