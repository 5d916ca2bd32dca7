// Direct preference optimisation over pairs of completions.
import type { Value } from '../../graph/graph';
import { add, cast, greater, logSigmoid, mul, neg, scalar, sub } from '../../graph/ops';
import type { Loss } from './loss';
import { requireInput } from './lossInputs';
import { weightedSum } from './policyTerms';
import { rowSums } from './sequencePolicyLoss';

/**
 * −Σ_p w_p·log σ(β·[log-ratio of the chosen − log-ratio of the rejected]), log-ratio = Σ_t log π − log π_ref: Rafailov
 * et al. (arXiv 2305.18290), eq. 7. A row is a pair; `signs` is 1 for tokens of the chosen completion, −1 for tokens of
 * the rejected one.
 */
export function dpoLoss(beta: number): Loss {
  return {
    inputs: {
      refLogprobs: 'token',
      signs: 'token',
      weights: 'row',
      rowTokens: 'rowToken',
    },
    needsValues: false,
    build: (g, { logprobs }, inputs) => {
      const rowTokens = requireInput(inputs, 'rowTokens');
      const signs = requireInput(inputs, 'signs');
      const weights = requireInput(inputs, 'weights');
      const refLogprobs = requireInput(inputs, 'refLogprobs');
      const half = scalar(g, 0.5);
      const mean = (x: Value): Value => weightedSum(g, weights, x);
      const sums = (x: Value): Value => rowSums(g, rowTokens, x);
      const rewards = mul(g, scalar(g, beta), sub(g, logprobs, refLogprobs));
      const margins = sums(mul(g, signs, rewards));
      /** Of tokens: the sum over one completion of each pair. */
      const chosen = (x: Value): Value => sums(mul(g, mul(g, half, add(g, scalar(g, 1), signs)), x));
      const rejected = (x: Value): Value => sums(mul(g, mul(g, half, sub(g, scalar(g, 1), signs)), x));
      return {
        loss: neg(g, mean(logSigmoid(g, margins))),
        metrics: {
          'rewards/chosen': mean(chosen(rewards)),
          'rewards/rejected': mean(rejected(rewards)),
          'rewards/accuracies': mean(cast(g, greater(g, margins, scalar(g, 0)), 'float32')),
          'rewards/margins': mean(margins),
          'logps/chosen': mean(chosen(logprobs)),
          'logps/rejected': mean(rejected(logprobs)),
        },
      };
    },
  };
}
