// The simplest loss there is: a weighted sum of log-probabilities. Support for tests; holds no test itself.
import { mul, neg, sumAll } from '../../../../../src/engine/graph/ops';
import type { Loss } from '../../../../../src/engine/training/losses/loss';

/** Σ weight · log π; its metrics are Σ −log π and, where there are values, their sum. */
export const weightedLoss: Loss = {
  inputs: { weights: 'token' },
  needsValues: false,
  build(g, { logprobs }, { weights }) {
    if (weights === undefined) throw new Error('The loss has weights.');
    return {
      loss: sumAll(g, mul(g, weights, logprobs)),
      metrics: { negative: sumAll(g, neg(g, logprobs)) },
    };
  },
};
