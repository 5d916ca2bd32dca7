// How a checkpoint's weights were computed with, and what that does by itself, in words.
import type { CheckpointFacts, Precision } from '../../protocol/checkpoints';
import type { PrecisionEstimate, PrecisionPlan, TimeBasis, TimeRange } from '../../protocol/forecast';
import type { PrecisionKl } from '../../protocol/summary';
import { formatBytes, formatCount, formatDuration } from './numbers';

const words: Readonly<Record<Precision, string>> = {
  exact: 'the float32 numbers that the weights stand for (exact)',
  native: 'the quantised blocks themselves, activations in float32 (native)',
  fast: 'the quantised blocks themselves, activations rounded to 8 bits (fast)',
  int8: 'weights rounded to 8 bits when they were loaded (int8)',
  int4: 'weights rounded to 4 bits when they were loaded, embeddings and head to 8 (int4)',
};

export function precisionText({ precision }: Pick<CheckpointFacts, 'precision'>): string {
  return words[precision ?? 'exact'];
}

/** "about 3.1 GB of memory, 2.4 GB of temporary files, 4 min to 40 min"; says where it does not fit. */
export function estimateText({ memory, disk, fits, seconds }: PrecisionEstimate): string {
  const files = disk === 0 ? '' : `, ${formatBytes(disk)} of temporary files`;
  const room = `about ${formatBytes(memory)} of memory${files}`;
  return fits ? `${room}, ${rangeText(seconds)}` : `${room}: does not fit`;
}

function rangeText({ low, high }: TimeRange): string {
  const [least, most] = [formatDuration(low), formatDuration(high)];
  return least === most ? least : `${least} to ${most}`;
}

/** What the times of a plan rest on: a line. */
function basisText({ answers, leastTokens, mostTokens, rate, batch }: TimeBasis): string {
  return (
    `Time: ${formatCount(answers)} answers of ${formatCount(leastTokens)} to ${formatCount(mostTokens)} tokens, ` +
    `by products of ${formatCount(batch)} rows that were tried just now (${formatCount(Math.round(rate / 1e9))} GFLOP/s); ` +
    '--plan asks a few prompts and is closer.'
  );
}

/** What the chosen precision takes, and another one where that does not fit. A line each. */
export function precisionPlanText({ chosen, estimates, available, advised, basis }: PrecisionPlan): string[] {
  const estimate = estimates.find(({ precision }) => precision === chosen);
  if (estimate === undefined) return [];
  const room = `of ${formatBytes(available)}`;
  const line = `Weights in ${chosen}: ${estimateText(estimate)} (${room}).`;
  if (estimate.fits) return [line, basisText(basis)];
  const better = estimates.find(({ precision }) => precision === advised);
  return [
    line,
    better === undefined
      ? 'No precision fits: take a smaller checkpoint, or raise the memory limit.'
      : `Advice: --precision ${better.precision} takes ${estimateText(better)}.`,
  ];
}

/** Along answers to prompts of both kinds. */
export function klText({ perToken, tokens }: PrecisionKl): string {
  return `KL ${perToken.toPrecision(2)} nats per token over ${formatCount(tokens)}`;
}
