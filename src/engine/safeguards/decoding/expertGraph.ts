// The training graph of safety experts: the decoder as the checkpoint has it, adapter and all, with an expert in some layers, and the
// cross-entropy of the tokens that are trained.
import type { Adapter } from '../../adapters/adapter';
import { trainingUpdates } from '../../adapters/trainingUpdates';
import { reverse } from '../../autodiff/reverse';
import type { ModelConfig } from '../../checkpoints/checkpoint';
import type { Graph, Value } from '../../graph/graph';
import { GraphBuilder } from '../../graph/graphBuilder';
import { mul, neg, sumAll } from '../../graph/ops';
import { InputWeights, type FloatInput } from '../../models/inputWeights';
import { expertInputs, expertParts, expertInput, type ExpertValues } from '../../models/safetyExpert';
import { trainingDecoder } from '../../models/trainingDecoder';

/** float32 [tokens]: what each trained token counts. */
export const expertWeightInput = 'expert.weight';

export interface ExpertTrainingGraph {
  readonly graph: Graph;
  readonly weights: readonly FloatInput[];
  /** −Σ weight·log p */
  readonly loss: string;
  /** Input name of an expert's part → name of the output that is its gradient. */
  readonly gradients: ReadonlyMap<string, string>;
}

/** @param rank of the experts' updates */
export function expertTrainingGraph(
  config: ModelConfig,
  adapter: Adapter | null,
  layers: readonly number[],
  rank: number,
): ExpertTrainingGraph {
  const g = new GraphBuilder();
  const weights = new InputWeights(g, false);
  const { adapt, composites } = trainingUpdates(g, config, adapter, 0);
  const experts = new Map(layers.map((layer) => [layer, expertInputs(g, config, layer, rank)]));
  const decoder = trainingDecoder(g, config, {
    weights,
    adapt,
    expert: (layer) => experts.get(layer) ?? null,
    temperature: 1,
    layers: [],
    pieces: 1,
    forwardOnly: false,
  });
  const weight = g.input(expertWeightInput, 'float32', ['tokens']);
  const loss = sumAll(g, neg(g, mul(g, weight, decoder.logprobs)));
  const trained = [...experts].flatMap(([layer, values]: [number, ExpertValues]) =>
    expertParts.map((part): readonly [string, Value] => [expertInput(layer, part), values[part]]),
  );
  const gradients = reverse(
    g,
    loss,
    trained.map(([, value]) => value),
    { composites: [decoder.composite, ...composites, ...weights.composites], recompute: decoder.blocks },
  );
  for (const value of new Set([loss, ...gradients])) g.output(value);
  return {
    graph: g.build(),
    weights: weights.floatInputs,
    loss: loss.name,
    gradients: new Map(trained.map(([name], index) => [name, gradients[index]?.name ?? ''])),
  };
}
