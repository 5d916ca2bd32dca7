// Direct preference optimisation over pairs of completions.
import type { Value } from '../../graph/graph';
import { add, cast, greater, logSigmoid, mul, neg, scalar, sub } from '../../graph/ops';
import type { Loss } from '../losses/loss';
import { requireInput } from '../losses/lossInputs';
import { weightedSum } from '../losses/policyTerms';
import { rowSums } from '../losses/sequencePolicyLoss';
import type { Metrics } from '../run/metrics';
import type { Example, OfflineAlgorithm, SampleInputs, ScoreSequences } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { answeredRows } from './answeredRows';
import { preferenceAccuracy, preferencePairs } from './preferencePairs';
import { offlineRun } from './runDefaults';

/** β = 0.1 is TRL's. An example is the chosen sequence, then the rejected one. */
export const dpo: OfflineAlgorithm = {
  kind: 'offline',
  makes: 'policy',
  run: { ...offlineRun, learningRate: 1e-6 },
  defaults: (maxCompletionLength) => ({ ...commonSettings(maxCompletionLength), beta: 0.1 }),
  reads: ['beta'],
  needs: 'pairs of a chosen and a rejected answer',
  preset: { learning_rate: 1e-5, beta: 0.1 },
  loss: ({ beta }) => dpoLoss(beta),
  examples: (items, reading) =>
    preferencePairs(items, 'dpo', reading.maxLength, (pairs) => answeredRows(pairs, reading)),
  ofTexts: null,
  inputs: async (pairs, score) => {
    const { logprobs } = await score(pairs.flat(), 'reference');
    return dpoInputs(
      pairs.map((_, pair) => ({
        chosen: logprobs[2 * pair] ?? new Float32Array(),
        rejected: logprobs[2 * pair + 1] ?? new Float32Array(),
      })),
    );
  },
  evaluate: rewardAccuracy,
};

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

/** Reference log-probabilities of a pair's completions, one per completion token. */
export interface ReferencePair {
  readonly chosen: Float32Array;
  readonly rejected: Float32Array;
}

/**
 * Inputs of `dpoLoss` for the pairs of one optimisation step: the mean over pairs. A pair is one row of the loss whose
 * tokens are the chosen completion's, then the rejected one's.
 */
export function dpoInputs(pairs: readonly ReferencePair[]): SampleInputs[] {
  return pairs.map(({ chosen, rejected }) => {
    const length = chosen.length + rejected.length;
    const refLogprobs = new Float32Array(length);
    refLogprobs.set(chosen);
    refLogprobs.set(rejected, chosen.length);
    return {
      refLogprobs,
      signs: new Float32Array(length).fill(1).fill(-1, chosen.length),
      weights: Float32Array.of(1 / pairs.length),
    };
  });
}

/** By the implicit rewards: the log-ratios of whole answers. */
async function rewardAccuracy(pairs: readonly Example[], score: ScoreSequences): Promise<Metrics> {
  const sequences = pairs.flat();
  const current = (await score(sequences, 'current')).logprobs;
  const reference = (await score(sequences, 'reference')).logprobs;
  const ratios = current.map((logprobs, index) => {
    let sum = 0;
    for (const [t, logprob] of logprobs.entries()) sum += logprob - (reference[index]?.[t] ?? 0);
    return sum;
  });
  return preferenceAccuracy(ratios);
}
