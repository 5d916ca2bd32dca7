// The graphs of a training model: one that computes loss, metrics and gradients in a single run, and one that only scores.
import type { Adapter } from '../../adapters/adapter';
import { trainingUpdates, type DropoutInput } from '../../adapters/trainingUpdates';
import type { Composite } from '../../autodiff/composite';
import { reverse } from '../../autodiff/reverse';
import type { BlockMatrix } from '../../checkpoints/blockMatrix';
import type { ModelConfig } from '../../checkpoints/checkpoint';
import type { Graph, Shape, Value } from '../../graph/graph';
import { GraphBuilder } from '../../graph/graphBuilder';
import { sumAll } from '../../graph/ops';
import type { BlockInput, FloatInput } from '../../models/inputWeights';
import { InputWeights } from '../../models/inputWeights';
import { tokenValues } from '../../models/tokenScores';
import type { TrainingDecoder } from '../../models/trainingDecoder';
import { trainingDecoder } from '../../models/trainingDecoder';
import type { Loss, LossInputKind } from '../losses/loss';
import { valueHeadNames } from './valueHead';

/** What is trained, and how the graph is laid out. */
export interface TrainingPlan {
  readonly config: ModelConfig;
  /** Matrices of the frozen base that stay in their blocks, by Hugging Face name. */
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
  /** null: all parameters. */
  readonly adapter: Adapter | null;
  readonly dropout: number;
  readonly temperature: number;
  readonly valueHead: boolean;
  /** Whether blocks are computed again in the backward pass instead of keeping their activations. */
  readonly recompute: boolean;
  /** Tokens that go through the model together, about. */
  readonly passTokens: number;
}

export interface TrainingGraph {
  readonly graph: Graph;
  readonly weights: readonly FloatInput[];
  readonly blocks: readonly BlockInput[];
  readonly dropouts: readonly DropoutInput[];
  /** Names of outputs. */
  readonly loss: string;
  readonly entropySum: string;
  readonly metrics: ReadonlyMap<string, string>;
  /** Input name of what is trained → name of the output that is its gradient. */
  readonly gradients: ReadonlyMap<string, string>;
}

function lossShape(kind: LossInputKind, { hiddenSize }: Pick<ModelConfig, 'hiddenSize'>): Shape {
  switch (kind) {
    case 'token':
      return ['tokens'];
    case 'row':
      return ['rows'];
    case 'rowToken':
      return ['rows', 'tokens'];
    case 'hidden':
      return [hiddenSize];
  }
}

/** 64 MB of them are there together. */
const logitsAtOnce = 2 ** 24;

/** A loss's input in the graph, apart from the model's own names. */
export function lossInputName(name: string): string {
  return `loss.${name}`;
}

/** Loss, metrics and the gradient of everything that is trained. */
export function trainingGraph(plan: TrainingPlan, loss: Loss): TrainingGraph {
  const g = new GraphBuilder();
  const forward = forwardGraph(g, plan, { layers: loss.layers ?? [], forwardOnly: false });
  const inputs = Object.fromEntries(
    Object.entries(loss.inputs).map(([name, kind]) => [
      name,
      g.input(lossInputName(name), 'float32', lossShape(kind, plan.config)),
    ]),
  );
  const { logprobs, entropies, states } = forward.decoder;
  const built = loss.build(g, { logprobs, entropies, values: forward.values, states }, inputs);
  const entropySum = sumAll(g, entropies, 'entropySum');
  const trained = [...forward.trained];
  const gradients = reverse(
    g,
    built.loss,
    trained.map(([, value]) => value),
    {
      composites: [forward.decoder.composite, ...forward.composites],
      recompute: forward.decoder.blocks,
      kept: plan.recompute ? new Set() : forward.products,
    },
  );
  const metrics = Object.entries(built.metrics);
  const outputs = new Set([built.loss, entropySum, ...metrics.map(([, value]) => value), ...gradients]);
  for (const value of outputs) g.output(value);
  return {
    graph: g.build(),
    weights: forward.weights.floatInputs,
    blocks: forward.weights.blockInputs,
    dropouts: forward.dropouts,
    loss: built.loss.name,
    entropySum: entropySum.name,
    metrics: new Map(metrics.map(([name, value]) => [name, value.name])),
    gradients: new Map(trained.map(([name], index) => [name, gradients[index]?.name ?? ''])),
  };
}

export interface ScoringGraph {
  readonly graph: Graph;
  /** Names of outputs, [tokens] each. */
  readonly logprobs: string;
  readonly values: string | null;
}

/** Log-probabilities and values, forward only and without dropout. */
export function scoringGraph(plan: TrainingPlan): ScoringGraph {
  const g = new GraphBuilder();
  const { decoder, values } = forwardGraph(g, { ...plan, dropout: 0 }, { layers: [], forwardOnly: true });
  const { logprobs } = decoder;
  for (const value of [logprobs, values]) if (value !== null) g.output(value);
  return {
    graph: g.build(),
    logprobs: logprobs.name,
    values: values?.name ?? null,
  };
}

export interface StatesGraph {
  readonly graph: Graph;
  /** Names of outputs by layer, [tokens, hidden] each. */
  readonly states: ReadonlyMap<number, string>;
}

/** The residual stream behind some layers, forward only and without dropout. */
export function statesGraph(plan: TrainingPlan, layers: readonly number[]): StatesGraph {
  const g = new GraphBuilder();
  const { states } = forwardGraph(g, { ...plan, dropout: 0 }, { layers, forwardOnly: true }).decoder;
  for (const value of states.values()) g.output(value);
  return { graph: g.build(), states: new Map([...states].map(([layer, { name }]) => [layer, name])) };
}

interface Forward {
  readonly decoder: TrainingDecoder;
  readonly values: Value | null;
  readonly weights: InputWeights;
  readonly dropouts: readonly DropoutInput[];
  readonly composites: readonly Composite[];
  /** What is dear to compute: activations that stay for the backward pass unless blocks are computed again. */
  readonly products: ReadonlySet<Value>;
  /** By input name. */
  readonly trained: ReadonlyMap<string, Value>;
}

function forwardGraph(
  g: GraphBuilder,
  plan: TrainingPlan,
  { layers, forwardOnly }: { readonly layers: readonly number[]; readonly forwardOnly: boolean },
): Forward {
  const { config } = plan;
  const weights = new InputWeights(g, plan.adapter === null, plan.blocks);
  const { adapt, inputs, dropouts, composites, products } = trainingUpdates(
    g,
    config,
    plan.adapter,
    plan.dropout,
  );
  const decoder = trainingDecoder(g, config, {
    weights,
    adapt,
    temperature: plan.temperature,
    layers,
    pieces: Math.ceil((plan.passTokens * config.vocabSize) / logitsAtOnce),
    forwardOnly,
  });
  const trained = new Map(inputs);
  if (plan.adapter === null) for (const { value } of weights.floatInputs) trained.set(value.name, value);
  let values: Value | null = null;
  if (plan.valueHead) {
    const weight = g.input(valueHeadNames.weight, 'float32', [1, config.hiddenSize]);
    const bias = g.input(valueHeadNames.bias, 'float32', [1]);
    trained.set(weight.name, weight).set(bias.name, bias);
    values = tokenValues(g, decoder.hidden, weight, bias);
  }
  return {
    decoder,
    values,
    weights,
    dropouts,
    composites: [...composites, ...weights.composites],
    products,
    trained,
  };
}
