// The Bradley–Terry loss of a reward model and its gradients against TRL's RewardTrainer.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  openSequenceClassifier,
  scoreHeadName,
} from '../../../../../src/engine/checkpoints/huggingface/openSequenceClassifier';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { reward, rewardLoss } from '../../../../../src/engine/training/algorithms/reward';
import { lossFeeds } from '../../../../../src/engine/training/losses/lossFeeds';
import { createTrainingModel } from '../../../../../src/engine/training/model/createTrainingModel';
import { scoreRows } from '../../../../../src/engine/training/model/scoreRows';
import { valueHeadNames } from '../../../../../src/engine/training/model/valueHead';
import { checkpointPath, repositoryPath } from '../../../../support/paths';
import { deviation, type GoldenGradient } from './goldenGradient';

interface Golden {
  readonly pairs: readonly { readonly prompt: string; readonly chosen: string; readonly rejected: string }[];
  readonly loss: number;
  readonly rewards: readonly number[];
  readonly gradients: Readonly<Record<string, GoldenGradient>>;
}

const golden = JSON.parse(
  readFileSync(repositoryPath('test/fixtures/golden/rewardGradients.json'), 'utf8'),
) as Golden;

test('has the rewards, the loss and the gradients of TRL', async () => {
  const { config, tensors, tokenizer } = await openSequenceClassifier(checkpointPath('llama-reward'));
  const items = golden.pairs.map(({ prompt, ...preference }, index) => ({
    ...{ id: String(index), context: [], columns: {}, completion: null },
    prompt,
    preference,
  }));
  const reading = { tokenizer, variables: {}, maxLength: 200, packing: false };
  const { rows: pairs } = await reward.examples(items, reading);
  const model = await createTrainingModel(
    { config, tensors, adapter: null },
    {
      method: { kind: 'full' },
      loss: rewardLoss,
      temperature: 1,
      recompute: false,
      microBatchTokens: 1024,
      executionProvider: 'cpu',
      threads: 1,
    },
  );
  const score = tensors.get(scoreHeadName);
  if (score === undefined) throw new Error('the fixture has a head');
  model.trainables.find(({ name }) => name === valueHeadNames.weight)?.data.set(await readFloats(score));
  const sequences = pairs.flat();
  const { values } = await scoreRows(model, sequences, 'current', new AbortController().signal);
  const inOrder = [0, 1].flatMap((side) => pairs.map((_, pair) => values?.[2 * pair + side]?.[0] ?? NaN));
  golden.rewards.forEach((wanted, index) => expect(inOrder[index]).toBeCloseTo(wanted, 4));

  const inputs = await reward.inputs(pairs, () => Promise.reject(new Error('nothing is scored')));
  const feeds = lossFeeds(
    rewardLoss,
    inputs.map((own) => ({ length: 2, inputs: own })),
  );
  const rows = { ids: sequences.map(({ ids }) => ids), scored: sequences.map(({ scored }) => scored) };
  const gradients = model.trainables.map(({ data }) => new Float32Array(data.length));
  const { loss } = await model.accumulate(rows, feeds, gradients);
  expect(loss).toBeCloseTo(golden.loss, 5);
  const names = new Map(model.trainables.map(({ name }, index) => [name, gradients[index]]));
  for (const [name, wanted] of Object.entries(golden.gradients)) {
    const own = names.get(name === scoreHeadName ? valueHeadNames.weight : name);
    if (own === undefined) throw new Error(name);
    expect(deviation(own, wanted), name).toBeLessThan(1e-4);
  }
  // The head's bias, which a classifier has not, is the same for both.
  expect(names.get(valueHeadNames.bias)).toEqual(new Float32Array(1));
  await model.dispose();
});
