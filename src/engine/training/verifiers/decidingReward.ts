// Which reward function says whether an answer is right, where the configuration does not name one.
import { rewardNames } from './combineRewards';
import type { VerifierId, VerifierSpec } from './verifierSpec';

/**
 * How much a verifier's reward says about correctness. `answer`: it compares with a reference or runs tests. `quality`: what
 * it means is the user's to know (a pattern, a learned score). `form`: wrong answers earn it as well as right ones.
 */
const says: Readonly<Record<VerifierId, 'answer' | 'quality' | 'form'>> = {
  number: 'answer',
  boxed: 'answer',
  countdown: 'answer',
  unit_tests: 'answer',
  regex: 'quality',
  reward_model: 'quality',
  format: 'form',
  length: 'form',
};
const order = ['answer', 'quality', 'form'] as const;

/** The first that checks answers, else the first that judges quality, else the first; penalties last. null: there are none. */
export function decidingReward(specs: readonly VerifierSpec[]): string | null {
  const names = rewardNames(specs);
  const rank = ({ verifier, weight }: VerifierSpec): number =>
    order.indexOf(says[verifier]) + (weight < 0 ? order.length : 0);
  const best = Math.min(...specs.map(rank));
  return names[specs.findIndex((spec) => rank(spec) === best)] ?? null;
}

/** The first that checks answers and is trained on: what is never earned by it is never learned. null: there is none. */
export function earnedByAnswers(specs: readonly VerifierSpec[]): string | null {
  const index = specs.findIndex(({ verifier, weight }) => says[verifier] === 'answer' && weight > 0);
  return rewardNames(specs)[index] ?? null;
}
