// The unrolling safety layer (arXiv 2212.05727): a penalty on Q_c in training, and a correction of actions down its gradient.
import { unrollingLayer } from '../../../safety/safeguards/control/unrollingLayer';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import type { Mlp } from '../network/mlp';
import { CostCritic, costSlopes } from '../training/costCritic';
import { policyActions } from '../training/policyActions';
import { plainActor, type ControlMethod } from './controlMethod';
import { plainLearner } from './learner';
import { requirePart } from './requirePart';

export const uslMethod: ControlMethod = {
  learner: (given, context) => {
    const options = parseOptions(unrollingLayer, given);
    const critic = new CostCritic(
      context.environment,
      context.hidden,
      { discount: options.cost_discount, conservatism: 0, absorbing: false },
      context.random('critic'),
    );
    const noise = context.random('critic actions');
    let loss = 0;
    return {
      ...plainLearner(context),
      learn: (portion, policy) => {
        loss = critic.learn(portion, policyActions(policy, noise));
      },
      addActionGradient: ({ rows, observations, means }, into) => {
        const { values, slopes } = costSlopes(critic.network, observations, means);
        const size = means.length / rows;
        for (let i = 0; i < into.length; i++) {
          if ((values[Math.floor(i / size)] ?? 0) <= options.threshold) continue;
          into[i] = (into[i] ?? 0) + (options.penalty * (slopes[i] ?? 0)) / rows;
        }
      },
      measures: () => ({ critic_loss: loss }),
      parts: () => ({ networks: { critic: critic.network }, arrays: {} }),
    };
  },
  actor: (given, parts) => {
    const { threshold, step_size: stepSize, steps } = parseOptions(unrollingLayer, given);
    const critic = requirePart(parts, 'critic');
    return {
      ...plainActor,
      act: ({ observation, mean }) => {
        const { action, made } = corrected(critic, observation, mean, { threshold, stepSize, steps });
        return { action, intervened: made > 0 };
      },
    };
  },
};

/**
 * While Q_c(s, a) > δ, at most K times: a ← a − η·∇ₐQ_c / ‖∇ₐQ_c‖_∞; ends where an action leaves its limits. As the authors' code
 * does it (`safety_correction` of saferl_kit), the result clamped to [−1, 1].
 */
export function corrected(
  critic: Mlp,
  observation: Float32Array,
  proposal: Float32Array,
  {
    threshold,
    stepSize,
    steps,
  }: { readonly threshold: number; readonly stepSize: number; readonly steps: number },
): { readonly action: Float32Array; readonly made: number } {
  let action = clamped(proposal);
  let made = 0;
  for (; made < steps; made++) {
    const { values, slopes } = costSlopes(critic, observation, action);
    if ((values[0] ?? 0) <= threshold || isBeyond(action)) break;
    const largest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    action = action.map((value, i) => value - (stepSize * (slopes[i] ?? 0)) / (largest + 1e-8));
  }
  return { action: clamped(action), made };
}

function clamped(action: Float32Array): Float32Array {
  return action.map((value) => Math.min(1, Math.max(-1, value)));
}

function isBeyond(action: Float32Array): boolean {
  return action.some((value) => Math.abs(value) > 1);
}
