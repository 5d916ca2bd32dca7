// The term that ProCon adds to a loss: how far states have moved along given directions since the start. Knows no model.
import { add, mul, reduceSum, square, squeeze, sub } from '../../graph/ops';
import type { Loss } from '../../training/losses/loss';
import { requireInput } from '../../training/losses/lossInputs';
import { weightedSum } from '../../training/losses/policyTerms';

export const projectionInputs = {
  /** Token: the penalty's weight, λ times the share; 0 where nothing is held. */
  weights: 'procon.weights',
  /** Token: shares of the sequences and layers of the step, for the metric. */
  shares: 'procon.shares',
  /** Hidden. */
  direction: (layer: number) => `procon.direction.${layer}`,
  /** Token: the projection before training. */
  reference: (layer: number) => `procon.reference.${layer}`,
} as const;

/**
 * Σ_layers Σ_t w_t·(h_t·r − h⁰_t·r)²: Du et al. (arXiv 2509.06795), the projection-constrained loss, h⁰ the states of the model
 * before training. The metric is the same with shares in the place of weights: the mean over sequences and layers.
 */
export function projectionLoss(layers: readonly number[]): Loss {
  return {
    layers,
    needsValues: false,
    inputs: {
      [projectionInputs.weights]: 'token',
      [projectionInputs.shares]: 'token',
      ...Object.fromEntries(layers.map((layer) => [projectionInputs.direction(layer), 'hidden' as const])),
      ...Object.fromEntries(layers.map((layer) => [projectionInputs.reference(layer), 'token' as const])),
    },
    build: (g, { states }, inputs) => {
      const moved = layers.map((layer) => {
        const state = states.get(layer);
        if (state === undefined) throw new Error(`The graph gives no states of layer ${layer}.`);
        const direction = requireInput(inputs, projectionInputs.direction(layer));
        const projection = squeeze(g, reduceSum(g, mul(g, state, direction), -1), [-1]);
        return square(g, sub(g, projection, requireInput(inputs, projectionInputs.reference(layer))));
      });
      const [first, ...rest] = moved;
      if (first === undefined) throw new RangeError('ProCon holds a layer at least.');
      const sum = rest.reduce((one, other) => add(g, one, other), first);
      return {
        loss: weightedSum(g, requireInput(inputs, projectionInputs.weights), sum),
        metrics: {
          'safeguards/procon/moved': weightedSum(g, requireInput(inputs, projectionInputs.shares), sum),
        },
      };
    },
  };
}
