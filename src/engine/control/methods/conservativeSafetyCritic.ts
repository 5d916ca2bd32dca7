// Conservative safety critics (arXiv 2010.14497): a critic that over-estimates failure, and actions sampled again until it agrees.
import { conservativeSafetyCritic } from '../../../safety/safeguards/control/conservativeSafetyCritic';
import { parseOptions } from '../../../safety/safeguards/safeguard';
import { seededRandom } from '../../../safety/random';
import type { Mlp } from '../network/mlp';
import { CostCritic, costValues } from '../training/costCritic';
import { policyActions } from '../training/policyActions';
import { plainActor, type ControlMethod } from './controlMethod';
import { withMultiplier } from './lagrangianLearner';
import { plainLearner } from './learner';
import { requirePart } from './requirePart';

export const cscMethod: ControlMethod = {
  learner: (given, context) => {
    const options = parseOptions(conservativeSafetyCritic, given);
    const critic = new CostCritic(
      context.environment,
      context.hidden,
      { discount: options.cost_discount, conservatism: options.conservatism, absorbing: true },
      context.random('critic'),
    );
    const noise = context.random('critic actions');
    let loss = 0;
    let turnedDown = 0;
    let chosen = 0;
    const learner = withMultiplier(plainLearner(context), options, ({ totalCost }) =>
      totalCost > 0 ? 1 : 0,
    );
    return {
      ...learner,
      choose: (observation, mean, policy, random) => {
        const { action, tries } = firstAccepted(critic.network, observation, options, () =>
          policy.sample(mean, random),
        );
        chosen++;
        turnedDown += tries - 1;
        return action;
      },
      learn: (portion, policy, done) => {
        learner.learn(portion, policy, done);
        loss = critic.learn(portion, policyActions(policy, noise));
      },
      measures: () => ({
        ...learner.measures(),
        critic_loss: loss,
        turned_down: turnedDown / Math.max(1, chosen),
      }),
      parts: () => ({ networks: { critic: critic.network }, arrays: {} }),
    };
  },
  actor: (given, parts, policy) => {
    const options = parseOptions(conservativeSafetyCritic, given);
    const critic = requirePart(parts, 'critic');
    return {
      ...plainActor,
      act: ({ observation, mean, random }) => {
        let first = true;
        const own = seededRandom(Math.floor(random() * 2 ** 32));
        const { action, tries } = firstAccepted(critic, observation, options, () => {
          // The policy's own answer is its first proposal.
          const proposal = first ? mean : policy.sample(mean, own);
          first = false;
          return proposal;
        });
        return { action, intervened: tries > 1 };
      },
    };
  },
};

/** The first proposal with Q_C(s, a) ≤ ε; where none of them is, the one with the least. */
export function firstAccepted(
  critic: Mlp,
  observation: Float32Array,
  { threshold, tries: most }: { readonly threshold: number; readonly tries: number },
  propose: () => Float32Array,
): { readonly action: Float32Array; readonly tries: number } {
  let best: Float32Array | null = null;
  let least = Infinity;
  for (let tries = 1; tries <= most; tries++) {
    const action = propose();
    const value = costValues(critic, observation, action)[0] ?? 0;
    if (value <= threshold) return { action, tries };
    if (best === null || value < least) {
      best = action;
      least = value;
    }
  }
  return { action: best ?? propose(), tries: most };
}
