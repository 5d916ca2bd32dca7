// Whether a training run's β and rewards bound how far its optimum is from its start. Knows no configuration file.
import type { PenaltyGap, RunPenalty } from '../../protocol/theory';
import { isOnline, type AlgorithmId } from '../../protocol/training';

/** What of a run's settings bears on it. */
export interface PenaltyFacts {
  readonly algorithm: AlgorithmId;
  /** 0: no KL penalty. */
  readonly beta: number;
  readonly rewards: number;
  /** R of the weighted reward; null: not known. */
  readonly range: number | null;
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  /** Whether safeguards change objective, rewards or rollouts; absent: they do not. */
  readonly safeguarded?: boolean;
}

/** Advantages divided by a standard deviation: the reward's scale, and with it β's, is another. */
export const normalisingAlgorithms: readonly AlgorithmId[] = ['grpo', 'dapo', 'reinforce_plus_plus', 'ppo'];

/** The KL of each token given those before it is penalised, without its effect on later ones. */
export const tokenPenaltyAlgorithms: readonly AlgorithmId[] = ['grpo', 'dr_grpo', 'dapo'];

/** The bounds R²/(8β²) and R/(4β) are about the maximum of E[reward] − β·KL(π‖π_ref) of whole answers, and about nothing else. */
export function runPenalty(facts: PenaltyFacts): RunPenalty {
  const { algorithm, beta, range } = facts;
  return {
    algorithm,
    beta,
    range,
    approximate: tokenPenaltyAlgorithms.includes(algorithm),
    gap: gapOf(facts),
  };
}

function gapOf(facts: PenaltyFacts): PenaltyGap | null {
  const { algorithm, beta, rewards, range, temperature, topP, topK } = facts;
  if (!isOnline(algorithm) || rewards === 0) return 'noRewards';
  if (!(beta > 0)) return 'noPenalty';
  if (normalisingAlgorithms.includes(algorithm)) return 'normalised';
  if (temperature !== 1 || topP !== 1 || topK !== 0) return 'otherSampling';
  if (facts.safeguarded === true) return 'safeguarded';
  return range === null ? 'unknownRange' : null;
}
