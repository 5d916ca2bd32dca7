// A reward model: a head on the decoder that learns from pairs which of two answers people prefer.
import type { ChatMessage } from '../../../protocol/generation';
import type { Value } from '../../graph/graph';
import { cast, greater, logSigmoid, mul, neg, scalar } from '../../graph/ops';
import type { Loss } from '../losses/loss';
import { requireInput } from '../losses/lossInputs';
import { weightedSum } from '../losses/policyTerms';
import { rowSums } from '../losses/sequencePolicyLoss';
import { lastScoredToken } from '../model/rewardModel';
import type { TrainingSequence } from '../model/trainingModel';
import type { OfflineAlgorithm, Reading, SampleInputs } from './algorithm';
import { commonSettings } from './algorithmSettings';
import { preferenceAccuracy, preferencePairs, type ReadAnswers } from './preferencePairs';
import { offlineRun } from './runDefaults';

/** With LoRA, TRL's learning rate. An example is the chosen conversation, then the rejected one. */
export const reward: OfflineAlgorithm = {
  kind: 'offline',
  makes: 'rewardModel',
  run: { ...offlineRun, learningRate: 1e-5 },
  defaults: commonSettings,
  reads: [],
  needs: 'pairs of a chosen and a rejected answer',
  preset: { learning_rate: 1e-4 },
  loss: () => rewardLoss,
  examples: (items, reading) =>
    preferencePairs(items, 'reward', reading.maxLength, (pairs) => conversations(pairs, reading)),
  ofTexts: null,
  inputs: (pairs) => Promise.resolve(pairs.map(() => pairInputs(pairs.length))),
  evaluate: async (pairs, score) => {
    const { values } = await score(pairs.flat(), 'current');
    return preferenceAccuracy((values ?? []).map(([value = NaN]) => value));
  },
};

/**
 * −Σ_p w_p·log σ(r_chosen − r_rejected), r the head's value: Bradley and Terry (1952), as in Ouyang et al. (arXiv
 * 2203.02155), eq. 1, and TRL's RewardTrainer. A row is a pair; `signs` is 1 for the chosen one's value, −1 for the other's.
 */
export const rewardLoss: Loss = {
  inputs: { signs: 'token', weights: 'row', rowTokens: 'rowToken' },
  needsValues: true,
  build: (g, { values }, inputs) => {
    if (values === null) throw new Error('A reward model needs a head.');
    const weights = requireInput(inputs, 'weights');
    const mean = (x: Value): Value => weightedSum(g, weights, x);
    const sums = (x: Value): Value => rowSums(g, requireInput(inputs, 'rowTokens'), x);
    const margins = sums(mul(g, requireInput(inputs, 'signs'), values));
    return {
      loss: neg(g, mean(logSigmoid(g, margins))),
      metrics: {
        accuracy: mean(cast(g, greater(g, margins, scalar(g, 0)), 'float32')),
        margin: mean(margins),
        mean_reward: mul(g, scalar(g, 0.5), mean(sums(values))),
      },
    };
  },
};

/** Of one pair of a step with so many: a value of each sequence. */
function pairInputs(pairs: number): SampleInputs {
  return { signs: Float32Array.of(1, -1), weights: Float32Array.of(1 / pairs) };
}

/**
 * Whole conversations as a reward model scores them, one token longer: what is trained at a position is said of the tokens
 * before it, so that the value at the added one is the score of the conversation.
 */
async function conversations(
  pairs: Parameters<ReadAnswers>[0],
  { tokenizer, variables }: Pick<Reading, 'tokenizer' | 'variables'>,
): Promise<TrainingSequence[]> {
  const chats = pairs.map(({ item, answer }): ChatMessage[] => [
    ...item.context,
    { role: 'user', content: item.prompt },
    { role: 'assistant', content: answer },
  ]);
  const texts = await tokenizer.renderChats(chats, { ...variables, add_generation_prompt: false });
  const [padding = 0] = tokenizer.eosTokenIds;
  return texts.map((text) => {
    const ids = tokenizer.encode(text);
    const length = lastScoredToken(ids, padding) + 1;
    return { ids: [...ids.slice(0, length), padding], scored: [length] };
  });
}
