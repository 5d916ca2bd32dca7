// What draft, reflection and revision are rewarded with, from what was judged of them. Knows no model, no judge and no text.
import type { ThinkReflectReviseTraining } from '../../../safety/safeguards/training/thinkReflectRevise';

export interface JudgedStages {
  readonly harmful: boolean;
  /** Whether each keeps the policy: safe where the prompt is harmful, answered elsewhere; null: it cannot be told, or was not said. */
  readonly draft: boolean | null;
  readonly revision: boolean | null;
  /** All three were said, and each ended by itself. */
  readonly whole: boolean;
  /** What the run's own rewards give the revision; null: nothing could score it. */
  readonly earned: number | null;
}

export interface StageRewards {
  readonly draft: number;
  /** Of reflection and revision alike. */
  readonly later: number;
}

export type ReflectionWeights = Pick<
  ThinkReflectReviseTraining,
  'policy_weight' | 'format_weight' | 'revision_weight'
>;

/**
 * R = w_p·P(a₂) + w_f·F + g·r(a₂), and w_r·(P(a₂) − P(a₁)) besides for what follows the draft. P is 1 where the policy is known to be
 * kept, else 0; F is 1 for three whole stages; g is P(a₂) where the prompt is harmful, else 1, so that the run's own reward pays for
 * no unsafe answer. Adapted from Weng et al. (arXiv 2512.07141), whose formula we have not seen. The draft has no part in the change:
 * with it an unsafe draft that is mended would be worth more than a safe one.
 */
export function stageRewards(
  { harmful, draft, revision, whole, earned }: JudgedStages,
  { policy_weight: policy, format_weight: format, revision_weight: change }: ReflectionWeights,
): StageRewards {
  const before = draft === true ? 1 : 0;
  const kept = revision === true ? 1 : 0;
  const pays = harmful ? kept : 1;
  const common = policy * kept + format * (whole ? 1 : 0) + pays * (earned ?? 0);
  return { draft: common, later: common + change * (kept - before) };
}
