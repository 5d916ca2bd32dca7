// A safety expert beside a block's feed-forward network: the same network with low-rank updates, and a router that says for each
// token how much of it counts. Every number is an input of the graph.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, mul, sigmoid, sub } from '../graph/ops';

/** Values of a graph; see SafetyExpert for what they are. */
export interface ExpertValues {
  readonly gateUpA: Value;
  readonly gateUpB: Value;
  readonly downA: Value;
  readonly downB: Value;
  readonly router: Value;
  readonly routerBias: Value;
  readonly logOdds: Value;
}

/** Row-major arrays of block `layer` (0-based). */
export interface ExpertArrays {
  readonly layer: number;
  readonly rank: number;
  /** [rank, hidden]; [2 · intermediate, rank]: gate above up. */
  readonly gateUpA: Float32Array;
  readonly gateUpB: Float32Array;
  /** [rank, intermediate]; [hidden, rank] */
  readonly downA: Float32Array;
  readonly downB: Float32Array;
  /** [1, hidden] and [1]: the log-odds of the expert over the original, of a token's input to the network. */
  readonly router: Float32Array;
  readonly routerBias: Float32Array;
}

/**
 * MLP(x) + p·(MLP′(x) − MLP(x)) with p = σ(w·x + b + logOdds): a softmax over the router's two logits, shifted by the safety
 * temperature's prior odds (after arXiv 2510.02194, sections 3.2 and 3.4).
 */
export interface SafetyExpert extends ExpertArrays {
  /** Of the safety expert, whatever the token: −∞ is the model without it. */
  readonly logOdds: number;
}

/** What σ makes exactly 0 or 1 of, in float32. */
export const certainOdds = 1e4;

const parts = ['gateUpA', 'gateUpB', 'downA', 'downB', 'router', 'routerBias'] as const;
export type ExpertPart = (typeof parts)[number];
export const expertParts: readonly ExpertPart[] = parts;

export function expertInput(layer: number, part: ExpertPart | 'logOdds'): string {
  return `expert.${layer}.${part}`;
}

type Sizes = Pick<ModelConfig, 'hiddenSize' | 'intermediateSize'>;

/** @param rank a number, or the name of a size that is given at run time */
function shapeOf({ hiddenSize, intermediateSize }: Sizes, part: ExpertPart, rank: number | string) {
  const shapes: Readonly<Record<ExpertPart, readonly (number | string)[]>> = {
    gateUpA: [rank, hiddenSize],
    gateUpB: [2 * intermediateSize, rank],
    downA: [rank, intermediateSize],
    downB: [hiddenSize, rank],
    router: [1, hiddenSize],
    routerBias: [1],
  };
  return shapes[part];
}

/** The expert's inputs. @param rank null: given at run time */
export function expertInputs(
  g: GraphBuilder,
  sizes: Sizes,
  layer: number,
  rank: number | null,
): ExpertValues {
  const input = (part: ExpertPart): Value =>
    g.input(expertInput(layer, part), 'float32', shapeOf(sizes, part, rank ?? `expertRank.${layer}`));
  return {
    gateUpA: input('gateUpA'),
    gateUpB: input('gateUpB'),
    downA: input('downA'),
    downB: input('downB'),
    router: input('router'),
    routerBias: input('routerBias'),
    logOdds: g.input(expertInput(layer, 'logOdds'), 'float32', [1]),
  };
}

/** (x·Aᵀ)·Bᵀ */
export function lowRankProduct(g: GraphBuilder, x: Value, a: Value, b: Value): Value {
  return fusedMatMul(g, fusedMatMul(g, x, a, { transB: true }), b, { transB: true });
}

/** y + (x·Aᵀ)·Bᵀ */
export function lowRank(g: GraphBuilder, y: Value, x: Value, a: Value, b: Value): Value {
  return add(g, y, lowRankProduct(g, x, a, b));
}

/** p = σ(w·x + b + logOdds), [..., 1]. @param x what goes into the network */
export function expertShare(
  g: GraphBuilder,
  x: Value,
  { router, routerBias, logOdds }: Pick<ExpertValues, 'router' | 'routerBias' | 'logOdds'>,
): Value {
  return sigmoid(g, add(g, add(g, fusedMatMul(g, x, router, { transB: true }), routerBias), logOdds));
}

/** The original's values, moved towards the expert's by its share. */
export function routed(g: GraphBuilder, original: Value, safe: Value, share: Value): Value {
  return add(g, original, mul(g, share, sub(g, safe, original)));
}

export interface ExpertFeed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a graph with experts in these layers is fed; where the model is to have none, one that counts for nothing. */
export function expertFeeds(
  sizes: Sizes,
  layers: ReadonlySet<number>,
  experts: readonly SafetyExpert[],
): ExpertFeed[] {
  return [...layers].flatMap((layer) => {
    const expert = experts.find((one) => one.layer === layer) ?? noExpert(sizes, layer);
    const { rank, logOdds } = expert;
    return [
      ...arraysOf(sizes, expert, rank),
      { name: expertInput(layer, 'logOdds'), shape: [1], data: Float32Array.of(logOdds) },
    ];
  });
}

/** The arrays of an expert under the names of its inputs. */
export function arraysOf(sizes: Sizes, expert: ExpertArrays, rank = expert.rank): ExpertFeed[] {
  return parts.map((part) => ({
    name: expertInput(expert.layer, part),
    shape: shapeOf(sizes, part, rank).map(Number),
    data: expert[part],
  }));
}

/** Of rank 1, which every provider can bind. */
function noExpert({ hiddenSize, intermediateSize }: Sizes, layer: number): SafetyExpert {
  return {
    layer,
    rank: 1,
    gateUpA: new Float32Array(hiddenSize),
    gateUpB: new Float32Array(2 * intermediateSize),
    downA: new Float32Array(intermediateSize),
    downB: new Float32Array(hiddenSize),
    router: new Float32Array(hiddenSize),
    routerBias: new Float32Array(1),
    logOdds: -certainOdds,
  };
}

/** @throws GuardrailError invalidRequest where a size does not fit, a number is not finite, or two are of one layer */
export function checkExperts(
  config: Sizes & Pick<ModelConfig, 'layers'>,
  experts: readonly SafetyExpert[],
): void {
  for (const [index, expert] of experts.entries()) {
    const { layer, rank, logOdds } = expert;
    const fits =
      Number.isInteger(layer) &&
      layer >= 0 &&
      layer < config.layers &&
      Number.isInteger(rank) &&
      rank >= 1 &&
      Number.isFinite(logOdds) &&
      experts.findIndex((other) => other.layer === layer) === index &&
      arraysOf(config, expert).every(
        ({ shape, data }) =>
          data.length === shape.reduce((product, size) => product * size, 1) &&
          data.every((value) => Number.isFinite(value)),
      );
    if (fits) continue;
    throw new GuardrailError(
      'invalidRequest',
      `The safety expert of layer ${layer} does not fit the model, or has numbers that cannot be used.`,
      'Check that it was fitted for this model.',
    );
  }
}
