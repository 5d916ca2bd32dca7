// Preference pairs out of a model's own answers: what its verifiers find right against what they find wrong. DPO learns
// next to nothing about the model's answers from pairs that it would not have written itself.
import type { OnlineSettings, RunSettings } from '../../engine/training/config/runSettings';
import { encodeItems } from '../../engine/training/loop/encodedItems';
import { sampleCompletions, verifierInput } from '../../engine/training/loop/sampleCompletions';
import { openTask } from '../../engine/training/tasks/openDataset';
import type { TaskItem } from '../../engine/training/tasks/task';
import { createRewards } from '../../engine/training/verifiers/combineRewards';
import { withRespondent } from './withRespondent';

/** A line of a dataset for dpo; `answer` is what held-out accuracy is measured by. */
export interface PairRow {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
  readonly answer: unknown;
}

export interface SampledPairs {
  readonly train: readonly PairRow[];
  /** The task's own pairs: nothing is sampled on what is held out. */
  readonly heldOut: readonly PairRow[];
}

/**
 * Samples as an online run with these settings does in its first step, on all its training prompts. Of a prompt with r
 * right and w wrong answers, min(r, w) pairs.
 * @throws GuardrailError as opening a checkpoint and its data; RangeError for settings of an offline algorithm.
 */
export async function samplePairs(settings: RunSettings): Promise<SampledPairs> {
  const { method, data, seed, dataFolder } = settings;
  if (method.kind !== 'online' || data.type === 'text') {
    throw new RangeError('Pairs are sampled by the settings of an online algorithm.');
  }
  const { train, heldOut } = await openTask(data, { seed, folder: dataFolder });
  return { train: await sampled(settings, method, train), heldOut: heldOut.flatMap(ownPair) };
}

async function sampled(
  settings: RunSettings,
  method: OnlineSettings,
  items: readonly TaskItem[],
): Promise<PairRow[]> {
  const rewards = createRewards(settings.rewards, { rewardModel: null });
  try {
    return await withRespondent({ path: settings.modelPath, threads: settings.threads }, async (policy) => {
      const { templateVariables, seed } = settings;
      const prompts = await encodeItems(
        items,
        policy.local.tokenizer,
        templateVariables,
        method.maxPromptLength,
      );
      const completions = await sampleCompletions(prompts.items, {
        policy,
        settings: method.sampling,
        samples: method.generations,
        seed,
        purpose: 'pairs',
        onSpeed: () => undefined,
        signal: new AbortController().signal,
      });
      const scores = await rewards.score(completions.map(verifierInput));
      return prompts.items.flatMap(({ item }, group) => {
        const answers = completions.flatMap(({ group: own, generated }, index) =>
          own === group ? [{ text: generated.text, reward: scores[index]?.reward ?? null }] : [],
        );
        const right = answers.filter(({ reward }) => reward === 1);
        const wrong = answers.filter(({ reward }) => reward === 0);
        return right.slice(0, wrong.length).map(({ text }, index) => ({
          prompt: item.prompt,
          chosen: text,
          rejected: wrong[index]?.text ?? '',
          answer: item.columns['answer'],
        }));
      });
    });
  } finally {
    await rewards.dispose();
  }
}

function ownPair({ prompt, preference, columns }: TaskItem): PairRow[] {
  return preference === null ? [] : [{ prompt, ...preference, answer: columns['answer'] }];
}
