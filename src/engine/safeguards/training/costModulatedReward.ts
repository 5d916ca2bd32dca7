// Cost-modulated rewards (SMPO, arXiv 2504.03040) as a safeguard of a training run: M = f(Qᶜ)·R.
import { isOnline } from '../../../protocol/training';
import type { CostModulatedRewardOptions } from '../../../safety/safeguards/training/costModulatedReward';
import { isHarmful, requireHarmful } from './answerCosts';
import { JudgedCompletions } from './judgedCompletions';
import type { RolloutPlace, TrainingSafeguardKind } from './trainingSafeguard';

const id = 'cost-modulated-reward';

export const costModulatedReward: TrainingSafeguardKind<CostModulatedRewardOptions> = {
  refuses: ({ algorithm }) =>
    isOnline(algorithm)
      ? null
      : `it changes the rewards of sampled answers, and ${algorithm} samples none. Take an online algorithm.`,
  make: (options, plan) => {
    const judged = new JudgedCompletions(
      id,
      { ...options, layer: options.layer, conservatism: 0, beginnings: 1 },
      plan,
    );
    return {
      checkItems: (items) => requireHarmful(id, items),
      begin: (run, saved) => {
        judged.begin(run, saved);
        return Promise.resolve();
      },
      state: () => judged.state(),
      reward: async (completions, answers, place) => {
        const { cost, criticLoss } = await judged.learn(completions, []);
        const estimates = await judged.estimates(completions);
        const threshold = thresholdAt(options, place);
        const factors = completions.map(({ prompt }, index) =>
          isHarmful(prompt.item) ? modulation(estimates[index] ?? 0, threshold, options.width) : 1,
        );
        const harmful = completions.flatMap(({ prompt }, index) => (isHarmful(prompt.item) ? [index] : []));
        const meanOf = (values: readonly number[]): number =>
          harmful.reduce((sum, index) => sum + (values[index] ?? 0), 0) / harmful.length;
        return {
          value: answers.map((answer, index) => ({
            ...answer,
            reward: answer.reward === null ? null : answer.reward * (factors[index] ?? 1),
          })),
          metrics: {
            [`safeguards/${id}/threshold`]: threshold,
            ...(harmful.length === 0
              ? {}
              : {
                  [`safeguards/${id}/estimate`]: meanOf(estimates),
                  [`safeguards/${id}/factor`]: meanOf(factors),
                }),
            ...(cost === null ? {} : { [`safeguards/${id}/cost`]: cost }),
            ...(criticLoss === null ? {} : { [`safeguards/${id}/critic_loss`]: criticLoss }),
          },
        };
      },
    };
  },
};

/** f(q) = tanh((d − q) / w): towards 1 below the threshold, 0 at it, towards −1 above. */
export function modulation(estimate: number, threshold: number, width: number): number {
  return Math.tanh((threshold - estimate) / width);
}

/** d of a step (from 1): linear over the first half of the run. */
export function thresholdAt(
  {
    threshold_start: start,
    threshold_end: end,
  }: Pick<CostModulatedRewardOptions, 'threshold_start' | 'threshold_end'>,
  { step, maxSteps }: RolloutPlace,
): number {
  return start + (end - start) * Math.min(1, (2 * (step - 1)) / maxSteps);
}
