// Cost-modulated rewards (arXiv 2504.03040): M = f(Qᶜ(s, a))·R.
import { safetyModulation } from '../../../safety/safeguards/control/safetyModulation';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { CostCritic, costSlopes, costValues } from '../training/costCritic';
import { policyActions } from '../training/policyActions';
import { plainActor, type ControlMethod } from './controlMethod';
import { plainLearner } from './learner';

export const smpoMethod: ControlMethod = {
  learner: (given, context) => {
    const options = parseOptions(safetyModulation, given);
    const critic = new CostCritic(
      context.environment,
      context.hidden,
      { discount: options.cost_discount, conservatism: 0, absorbing: false },
      context.random('critic'),
    );
    const noise = context.random('critic actions');
    let threshold = options.threshold_start;
    let loss = 0;
    return {
      ...plainLearner(context),
      learn: (portion, policy, done) => {
        threshold = movedThreshold(options, done / context.steps);
        loss = critic.learn(portion, policyActions(policy, noise));
      },
      rewards: ({ rewards, observations, actions }) => {
        const values = costValues(critic.network, observations, actions);
        return rewards.map(
          (reward, i) => reward * modulation(values[i] ?? 0, threshold, options.width).weight,
        );
      },
      addActionGradient: ({ rows, observations, rewards, actions }, into) => {
        if (options.critic_gradient === 0) return;
        const { values, slopes } = costSlopes(critic.network, observations, actions);
        const size = actions.length / rows;
        for (let i = 0; i < into.length; i++) {
          const row = Math.floor(i / size);
          const { slope } = modulation(values[row] ?? 0, threshold, options.width);
          // Of −f(Qᶜ)·R, the reward held as it was.
          into[i] =
            (into[i] ?? 0) -
            (options.critic_gradient * (rewards[row] ?? 0) * slope * (slopes[i] ?? 0)) / rows;
        }
      },
      measures: () => ({ critic_loss: loss, threshold }),
    };
  },
  actor: () => plainActor,
};

/** f(q) = tanh((d − q) / w) and f′(q): 1 far below the threshold, 0 at it, −1 far above. */
export function modulation(
  value: number,
  threshold: number,
  width: number,
): { readonly weight: number; readonly slope: number } {
  const weight = Math.tanh((threshold - value) / width);
  return { weight, slope: -(1 - weight * weight) / width };
}

/** d falls linearly over the first half of the training; `share`: of the training that is done. */
export function movedThreshold(
  {
    threshold_start: start,
    threshold_end: end,
  }: { readonly threshold_start: number; readonly threshold_end: number },
  share: number,
): number {
  return start + (end - start) * Math.min(1, 2 * share);
}
