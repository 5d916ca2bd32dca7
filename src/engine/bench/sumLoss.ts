// The plainest loss, Σ −log π, so that a benchmark measures the model and nothing else.
import { neg, sumAll } from '../graph/ops';
import type { Loss } from '../training/losses/loss';

export const sumLoss: Loss = {
  inputs: {},
  needsValues: false,
  build: (g, { logprobs }) => ({ loss: neg(g, sumAll(g, logprobs)), metrics: {} }),
};
