// PPO's loss: the clipped policy loss and the clipped value loss.
import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';
import { add, cast, clip, greater, max, mul, scalar, square, sub } from '../../graph/ops';
import type { Loss } from './loss';
import { requireInput } from './lossInputs';
import { weightedSum } from './policyTerms';
import { tokenPolicyLoss, type TokenPolicyLossOptions } from './tokenPolicyLoss';

export interface ActorCriticLossOptions extends Omit<TokenPolicyLossOptions, 'klWeight' | 'correctKl'> {
  /** Weight of the value loss. */
  readonly valueCoefficient: number;
  /** How far a value may move from the one at sampling time before its loss is clipped. */
  readonly valueClip: number;
}

/**
 * Policy loss + c·½·Σ_t w_t·max((V_t − R_t)², (V′_t − R_t)²), V′ = V_old + clip(V − V_old, ±ε_v), R the return: Schulman
 * et al. (arXiv 1707.06347), eq. 9, with the value clipping of their published code, as TRL's PPO trainer has it.
 */
export function actorCriticLoss(options: ActorCriticLossOptions): Loss {
  const policyLoss = tokenPolicyLoss({ ...options, klWeight: 0, correctKl: false });
  return {
    inputs: { ...policyLoss.inputs, oldValues: 'token', returns: 'token' },
    needsValues: true,
    build: (g, policy, inputs) => {
      if (policy.values === null) throw new Error('PPO needs a value head.');
      const actor = policyLoss.build(g, policy, inputs);
      const oldValues = requireInput(inputs, 'oldValues');
      const { errors, clipped } = valueErrors(
        g,
        { values: policy.values, oldValues, returns: requireInput(inputs, 'returns') },
        options.valueClip,
      );
      const valueLoss = mul(g, scalar(g, 0.5), weightedSum(g, requireInput(inputs, 'weights'), errors));
      return {
        loss: add(g, actor.loss, mul(g, scalar(g, options.valueCoefficient), valueLoss)),
        metrics: {
          ...actor.metrics,
          'loss/policy_avg': actor.loss,
          'loss/value_avg': valueLoss,
          'val/clipfrac_avg': weightedSum(g, requireInput(inputs, 'shares'), clipped),
        },
      };
    },
  };
}

function valueErrors(
  g: GraphBuilder,
  { values, oldValues, returns }: Record<'values' | 'oldValues' | 'returns', Value>,
  range: number,
): { readonly errors: Value; readonly clipped: Value } {
  const near = add(g, oldValues, clip(g, sub(g, values, oldValues), { low: -range, high: range }));
  const free = square(g, sub(g, values, returns));
  const bound = square(g, sub(g, near, returns));
  return { errors: max(g, free, bound), clipped: cast(g, greater(g, bound, free), 'float32') };
}
