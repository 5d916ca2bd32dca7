// What β and the reward of a training run bound, in words beside its curves.
import type { RunPenalty } from '../../../protocol/theory';
import { largestTiltedKl, rewardRangeBound } from '../../drift/driftBounds';
import { betaText } from '../audit/auditNames';
import { formatMetric, formatPpSize } from '../numbers';
import { penaltyGapText } from './theoryNames';

/** What a run's penalty allows its optimum; null: nothing follows from it. */
export interface RunBounds {
  /** Largest KL(π* ‖ start) of whole completions to prompts that are trained on, nats: R²/(8β²). */
  readonly kl: number;
  /** Largest change of a safety rate on prompts that are trained on: tanh(R/(4β)). */
  readonly drift: number;
}

export function runBounds({ beta, range, gap }: RunPenalty): RunBounds | null {
  if (gap !== null || range === null) return null;
  return { kl: largestTiltedKl(beta, range), drift: rewardRangeBound(beta, range).value };
}

/** Beside the curve of KL. `drawn`: the bound is in the figure. */
export function runKlText(penalty: RunPenalty, drawn: boolean): string {
  const bounds = runBounds(penalty);
  if (bounds === null) return penalty.gap === null ? '' : penaltyGapText(penalty.gap, penalty);
  const { beta, range, approximate } = penalty;
  const near = approximate
    ? ' The run penalises tokens, so its optimum is near that one and not equal to it.'
    : '';
  return `β ${betaText(beta)}, R ${formatMetric(range ?? 0)}: the optimum is at most R²/(8β²) = ${formatMetric(bounds.kl)} nats from where the run began on prompts that are trained on${drawn ? '' : ', far above this figure'}.${near}`;
}

/** Beside the curve of the probe's change. */
export function runDriftText(penalty: RunPenalty, drawn: boolean): string {
  const bounds = runBounds(penalty);
  if (bounds === null) return penalty.gap === null ? '' : penaltyGapText(penalty.gap, penalty);
  return `If the probe's prompts were trained on, the optimum would change by at most tanh(R/(4β)) = ${formatPpSize(bounds.drift)} either way${drawn ? '' : ', beyond this figure'}. Where they are not trained on, what is seen is carried over (transfer), and no such bound holds.`;
}
