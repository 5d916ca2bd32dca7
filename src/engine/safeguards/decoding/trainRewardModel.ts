// Trains a multifurcation reward model: a LoRA over frozen weights and a bias of the vocabulary. Knows no respondent.
import type { Adapter } from '../../adapters/adapter';
import type { ModelConfig, TensorSource } from '../../checkpoints/checkpoint';
import { encodeFor } from '../../graph/portable';
import { createSession, float32Data, float32Tensor, type RuntimeTensor } from '../../runtime/session';
import { seededRandom } from '../../../safety/random';
import { RowFeeds } from '../../training/model/feeds';
import { packRows } from '../../training/model/packRows';
import { checkpointWeights, readWeights, weightFeeds } from '../../training/model/weightSource';
import { AdamW } from '../../training/optimizer/adamW';
import { shuffled } from '../../training/tasks/shuffled';
import { rewardBeginning, type ObservedLogits } from './rewardBeginning';
import type { ObservedRow } from './observedRewards';
import { rewardInputs, rewardTrainingGraph } from './rewardGraph';

export interface RewardTraining {
  readonly config: ModelConfig;
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** Is trained in place. */
  readonly adapter: Adapter;
  /** [1]; is trained in place. */
  readonly scale: Float32Array;
  /** [vocabulary]; is trained in place. */
  readonly bias: Float32Array;
  readonly epochs: number;
  readonly seed: number;
  readonly session: { readonly executionProvider: string; readonly threads?: number };
  /** Called before each step; throws to stop. */
  readonly check: () => void;
  readonly onStep: (done: number, total: number) => void;
}

const batchRows = 8;
const learningRate = 0.0005;
const optimiser = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** Weighted mean squared errors. */
export interface RewardErrors {
  readonly before: number;
  readonly after: number;
}

/**
 * Begins as `rewardBeginning` says and keeps what has the least error on `heldOut` of the beginning and the end of every epoch: few
 * answers are soon learned by heart. Without held-out rows the end is kept.
 * @returns of the held-out rows; null without them
 */
export async function trainRewardModel(
  rows: readonly ObservedRow[],
  heldOut: readonly ObservedRow[],
  training: RewardTraining,
): Promise<RewardErrors | null> {
  const { config, tensors, adapter, scale, bias, epochs, seed, session: options, check, onStep } = training;
  const graph = rewardTrainingGraph(config, adapter);
  const weights = await readWeights(graph.weights, checkpointWeights(tensors));
  const session = await createSession(encodeFor(options.executionProvider, graph.graph), options);
  try {
    const feeds = new RowFeeds(config);
    const frozen = weightFeeds(graph.weights, weights);
    const trained = [
      ...adapter.trainables,
      { name: rewardInputs.scale, shape: [1], data: scale, decays: false },
      { name: rewardInputs.bias, shape: [config.vocabSize], data: bias, decays: false },
    ];
    const run = (
      part: readonly ObservedRow[],
      wanted: readonly string[],
    ): Promise<Record<string, RuntimeTensor>> => {
      check();
      return session.run(
        {
          ...frozen,
          ...Object.fromEntries(trained.map(({ name, shape, data }) => [name, float32Tensor(data, shape)])),
          ...feeds.of(
            packRows({ ids: part.map(({ ids }) => ids), scored: part.map(({ scored }) => scored) }),
          ),
          ...lossFeeds(part),
        },
        wanted,
      );
    };
    const errorOf = async (part: readonly ObservedRow[]): Promise<number> => {
      let sum = 0;
      for (const batch of batches(part))
        sum += float32Data(await run(batch, [graph.loss]), graph.loss)[0] ?? NaN;
      return sum / weightOf(part);
    };

    scale[0] = 1;
    bias.fill(0);
    const logits: number[] = [];
    for (const batch of batches(rows))
      logits.push(...float32Data(await run(batch, [graph.rewards]), graph.rewards));
    const beginning = rewardBeginning(observedLogits(rows, logits), config.vocabSize);
    scale[0] = beginning.scale;
    bias.set(beginning.bias);

    const before = heldOut.length === 0 ? null : await errorOf(heldOut);
    const copied = (): Float32Array[] => trained.map(({ data }) => data.slice());
    let best = { error: before, data: copied() };
    const adam = new AdamW(trained, optimiser);
    const total = epochs * Math.ceil(rows.length / batchRows);
    const names = trained.map(({ name }) => graph.gradients.get(name) ?? name);
    let done = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const batch of batches(shuffled(rows, seededRandom(seed, epoch)))) {
        const outputs = await run(batch, names);
        // Of the batch's own mean: its weights are a small part of all.
        const share = weightOf(batch);
        const gradients = names.map((name) => float32Data(outputs, name).map((value) => value / share));
        adam.step(gradients, learningRate * (1 - done / total));
        onStep(++done, total);
      }
      const error = heldOut.length === 0 ? null : await errorOf(heldOut);
      if (error === null || best.error === null || error < best.error) best = { error, data: copied() };
    }
    for (const [index, { data }] of trained.entries()) data.set(best.data[index] ?? []);
    return before === null || best.error === null ? null : { before, after: best.error };
  } finally {
    await session.dispose();
  }
}

function weightOf(rows: readonly ObservedRow[]): number {
  return rows.reduce((sum, { weights }) => sum + weights.reduce((all, weight) => all + weight, 0), 0);
}

/** @param logits of all rows' scored tokens, in their order */
function observedLogits(rows: readonly ObservedRow[], logits: readonly number[]): ObservedLogits {
  return {
    tokens: rows.flatMap(({ ids, scored }) => scored.map((place) => ids[place] ?? 0)),
    logits,
    rewards: rows.flatMap(({ rewards }) => rewards),
    weights: rows.flatMap(({ weights }) => weights),
  };
}

function lossFeeds(part: readonly ObservedRow[]): Record<string, RuntimeTensor> {
  const joined = (of: (row: ObservedRow) => readonly number[]): RuntimeTensor => {
    const values = part.flatMap(of);
    return float32Tensor(Float32Array.from(values), [values.length]);
  };
  return {
    [rewardInputs.target]: joined(({ rewards }) => rewards),
    [rewardInputs.weight]: joined(({ weights }) => weights),
  };
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, index) =>
    rows.slice(index * batchRows, (index + 1) * batchRows),
  );
}
