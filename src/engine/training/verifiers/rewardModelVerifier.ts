// The score of a reward model as a reward. The model is opened when the first completion is scored.
import type { RewardModel, RewardModelOptions } from '../model/rewardModel';
import { openRewardModel } from '../model/rewardModel';
import type { Verifier } from '../tasks/task';
import type { SpecOf } from './verifierSpec';

/** Context, prompt and whole completion as one conversation; the score is the reward as it is, whatever its range. */
export function rewardModelVerifier(spec: SpecOf<'reward_model'>, options: RewardModelOptions): Verifier {
  let opened: Promise<RewardModel> | null = null;
  return {
    id: 'reward_model',
    needs: [],
    checkItem: () => undefined,
    async check(inputs, signal) {
      opened ??= openRewardModel(spec.model, options);
      const model = await opened;
      const chats = inputs.map(({ item, raw }) => [
        ...item.context,
        { role: 'user' as const, content: item.prompt },
        { role: 'assistant' as const, content: raw },
      ]);
      const scores = await model.scoreChats(chats, signal);
      return inputs.map((_, index) => {
        const score = scores[index] ?? NaN;
        return Number.isFinite(score)
          ? { reward: score, reason: `Score ${score.toFixed(3)}.` }
          : { reward: null, reason: 'The reward model gave no finite score.' };
      });
    },
    async dispose() {
      // The error of a model that could not be opened has been thrown already.
      const model = await opened?.catch(() => null);
      opened = null;
      await model?.dispose();
    },
  };
}
