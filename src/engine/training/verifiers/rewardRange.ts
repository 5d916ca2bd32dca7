// The values that a reward function can take: a total table by verifier.
import type { VerifierSpec } from './verifierSpec';

export interface RewardRange {
  readonly low: number;
  readonly high: number;
}

/** Before weighting; null: not known, as of a reward model's score. */
export function rewardRange(spec: VerifierSpec): RewardRange | null {
  switch (spec.verifier) {
    case 'number':
    case 'boxed':
    case 'countdown':
    case 'format':
    case 'regex':
    case 'unit_tests':
      return { low: 0, high: 1 };
    case 'length':
      return spec.buffer === 0 ? { low: 0, high: 1 } : { low: -1, high: 0 };
    case 'reward_model':
      return null;
  }
}
