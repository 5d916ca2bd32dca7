// Trains safety experts in two stages: their updates on refusals with the router shut out, then the router alone on refusals and
// harmless answers. Knows no respondent.
import type { Adapter } from '../../adapters/adapter';
import type { ModelConfig, TensorSource } from '../../checkpoints/checkpoint';
import { encodeFor } from '../../graph/portable';
import { arraysOf, certainOdds, expertInput, type ExpertArrays } from '../../models/safetyExpert';
import { createSession, float32Data, float32Tensor, type RuntimeTensor } from '../../runtime/session';
import { seededRandom } from '../../../safety/random';
import { RowFeeds } from '../../training/model/feeds';
import { packRows } from '../../training/model/packRows';
import { checkpointWeights, readWeights, weightFeeds } from '../../training/model/weightSource';
import { AdamW } from '../../training/optimizer/adamW';
import { shuffled } from '../../training/tasks/shuffled';
import { expertTrainingGraph, expertWeightInput } from './expertGraph';

export interface ExpertExample {
  readonly ids: readonly number[];
  /** Positions of the answer's tokens. */
  readonly scored: readonly number[];
  readonly kind: 'harmful' | 'benign';
}

export interface ExpertTraining {
  readonly config: ModelConfig;
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly adapter: Adapter | null;
  readonly layers: readonly number[];
  readonly rank: number;
  readonly epochs: number;
  readonly seed: number;
  readonly session: { readonly executionProvider: string; readonly threads?: number };
  /** Called before each step; throws to stop. */
  readonly check: () => void;
  readonly onStep: (done: number, total: number) => void;
}

const batchRows = 8;
const updateRate = 0.003;
const routerRate = 0.02;
const optimiser = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
const routerParts: readonly string[] = ['router', 'routerBias'];

export interface TrainedExperts {
  readonly experts: readonly ExpertArrays[];
  /** Nats per token of the last epoch: of refusals by the expert alone, and of both kinds by the router. */
  readonly losses: { readonly refusals: number; readonly routed: number };
}

/** A: as PEFT's; B and the router: zeros, so that the expert is the original and counts half. */
export function newExpert(
  { hiddenSize, intermediateSize }: ModelConfig,
  layer: number,
  rank: number,
  seed: number,
): ExpertArrays {
  const random = seededRandom(seed, layer);
  const uniform = (width: number): Float32Array =>
    Float32Array.from({ length: rank * width }, () => (2 * random() - 1) / Math.sqrt(width));
  return {
    layer,
    rank,
    gateUpA: uniform(hiddenSize),
    gateUpB: new Float32Array(2 * intermediateSize * rank),
    downA: uniform(intermediateSize),
    downB: new Float32Array(hiddenSize * rank),
    router: new Float32Array(hiddenSize),
    routerBias: new Float32Array(1),
  };
}

export async function trainExperts(
  examples: readonly ExpertExample[],
  { config, tensors, adapter, layers, rank, epochs, seed, session: options, check, onStep }: ExpertTraining,
): Promise<TrainedExperts> {
  const graph = expertTrainingGraph(config, adapter, layers, rank);
  const weights = await readWeights(graph.weights, checkpointWeights(tensors));
  const session = await createSession(encodeFor(options.executionProvider, graph.graph), options);
  try {
    const feeds = new RowFeeds(config);
    const frozen: Record<string, RuntimeTensor> = {
      ...weightFeeds(graph.weights, weights),
      ...Object.fromEntries(
        (adapter?.trainables ?? []).map(({ name, shape, data }) => [name, float32Tensor(data, shape)]),
      ),
    };
    const experts = layers.map((layer) => newExpert(config, layer, rank, seed));
    const all = experts.flatMap((expert) => arraysOf(config, expert));
    const isRouter = (name: string): boolean => routerParts.some((part) => name.endsWith(`.${part}`));
    const harmful = examples.filter(({ kind }) => kind === 'harmful');
    const total = epochs * (Math.ceil(harmful.length / batchRows) + Math.ceil(examples.length / batchRows));
    let done = 0;
    /** @returns nats per token over the last epoch */
    const stage = async (
      rows: readonly ExpertExample[],
      moved: typeof all,
      logOdds: number,
      learningRate: number,
    ): Promise<number> => {
      const adam = new AdamW(
        moved.map(({ name, data }) => ({ name, data, decays: false })),
        optimiser,
      );
      const names = moved.map(({ name }) => graph.gradients.get(name) ?? name);
      const steps = epochs * Math.ceil(rows.length / batchRows);
      let last = NaN;
      for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
        let [sum, count] = [0, 0];
        for (const batch of batches(shuffled(rows, seededRandom(seed, epoch, rows.length)))) {
          check();
          const tokens = batch.reduce((length, { scored }) => length + scored.length, 0);
          const outputs = await session.run(
            {
              ...frozen,
              ...Object.fromEntries(all.map(({ name, shape, data }) => [name, float32Tensor(data, shape)])),
              ...Object.fromEntries(
                layers.map((layer) => [
                  expertInput(layer, 'logOdds'),
                  float32Tensor(Float32Array.of(logOdds), [1]),
                ]),
              ),
              ...feeds.of(
                packRows({ ids: batch.map(({ ids }) => ids), scored: batch.map(({ scored }) => scored) }),
              ),
              [expertWeightInput]: float32Tensor(new Float32Array(tokens).fill(1 / tokens), [tokens]),
            },
            [graph.loss, ...names],
          );
          sum += (float32Data(outputs, graph.loss)[0] ?? NaN) * tokens;
          count += tokens;
          adam.step(
            names.map((name) => float32Data(outputs, name)),
            learningRate * (1 - step++ / steps),
          );
          onStep(++done, total);
        }
        last = sum / count;
      }
      return last;
    };
    const refusals = await stage(
      harmful,
      all.filter(({ name }) => !isRouter(name)),
      certainOdds,
      updateRate,
    );
    const routed = await stage(
      examples,
      all.filter(({ name }) => isRouter(name)),
      0,
      routerRate,
    );
    return { experts, losses: { refusals, routed } };
  } finally {
    await session.dispose();
  }
}

function batches<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, index) =>
    rows.slice(index * batchRows, (index + 1) * batchRows),
  );
}
