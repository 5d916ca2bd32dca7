// Supervised fine-tuning: cross-entropy of the completion's tokens.
import { neg } from '../../graph/ops';
import type { Loss } from './loss';
import { requireInput } from './lossInputs';
import { weightedSum } from './policyTerms';

/** −Σ_t w_t log π_t over completion tokens; with w = 1 / tokens of the optimisation step it is their mean, as in TRL. */
export const sftLoss: Loss = {
  inputs: { weights: 'token' },
  needsValues: false,
  build: (g, { logprobs }, inputs) => ({
    loss: neg(g, weightedSum(g, requireInput(inputs, 'weights'), logprobs)),
    metrics: {},
  }),
};
