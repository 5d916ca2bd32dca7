// The decoder of Llama, Qwen2, Qwen3 and Mistral as one graph; what differs is in ModelConfig.
import type { ModelConfig, TensorSource } from '../checkpoints/checkpoint';
import type { Graph, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul, skipSimplifiedLayerNormalization } from '../graph/microsoftOps';
import {
  argMax,
  cast,
  gather,
  logSoftmax,
  reduceMax,
  reshape,
  simplifiedLayerNormalization,
} from '../graph/ops';
import { attention } from './attention';
import type { DecoderContext } from './decoderContext';
import { decoderInputs, decoderOutputs } from './decoderContext';
import { feedForward } from './feedForward';
import type { FusedProjection } from './lora';
import { Weights } from './weights';

export interface DecoderGraph {
  readonly graph: Graph;
  /** The folder that the graph's external data is relative to. */
  readonly folder: string;
}

/** @throws GuardrailError checkpointCorrupt where a tensor is missing or has another shape. */
export function decoderGraph(
  config: ModelConfig,
  tensors: ReadonlyMap<string, TensorSource>,
  loraTargets: ReadonlySet<FusedProjection>,
): DecoderGraph {
  const g = new GraphBuilder();
  const weights = new Weights(g, tensors);
  const context = decoderContext(g, config, weights, loraTargets);
  const embeddings = [config.vocabSize, config.hiddenSize];

  const ids = g.input(decoderInputs.ids, 'int64', ['batch', 'sequence']);
  // The table is read row by row in its own type; only the rows taken are converted.
  const table = weights.raw('model.embed_tokens.weight', embeddings);
  let residual = cast(g, gather(g, table, ids, 0), 'float32');
  let pending: Value | null = null;
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    const first = normalise(context, residual, pending, `${prefix}.input_layernorm.weight`);
    const attended = attention(context, first.normalised, layer);
    const second = normalise(context, first.residual, attended, `${prefix}.post_attention_layernorm.weight`);
    residual = second.residual;
    pending = feedForward(context, second.normalised, layer);
  }
  const last = normalise(context, residual, pending, 'model.norm.weight');

  const select = g.input(decoderInputs.select, 'int64', ['selected']);
  const flat = reshape(g, last.normalised, [-1, config.hiddenSize], ['positions', config.hiddenSize]);
  const head = config.tiedEmbeddings
    ? weights.float32('model.embed_tokens.weight', embeddings)
    : weights.float32('lm_head.weight', embeddings);
  const logits = fusedMatMul(g, gather(g, flat, select, 0), head, { transB: true }, decoderOutputs.logits);
  g.output(logits);
  g.output(argMax(g, logits, -1, decoderOutputs.token));
  g.output(reduceMax(g, logSoftmax(g, logits, -1), -1, decoderOutputs.logprob));
  return { graph: g.build(), folder: weights.folder };
}

function decoderContext(
  g: GraphBuilder,
  config: ModelConfig,
  weights: Weights,
  loraTargets: ReadonlySet<FusedProjection>,
): DecoderContext {
  const half = config.headDim / 2;
  return {
    g,
    config,
    weights,
    loraTargets,
    positions: g.input(decoderInputs.positions, 'int64', ['batch', 'sequence']),
    rope: {
      cos: g.input(decoderInputs.cos, 'float32', ['maxPositions', half]),
      sin: g.input(decoderInputs.sin, 'float32', ['maxPositions', half]),
    },
    cacheMask: g.input(decoderInputs.cacheMask, 'float32', ['batch', 1, 1, 'cache']),
    newMask: g.input(decoderInputs.newMask, 'float32', [1, 1, 'queries', 'sequence']),
    cacheLength: g.input(decoderInputs.cacheLength, 'int64', [1]),
    newLength: g.input(decoderInputs.newLength, 'int64', [1]),
  };
}

/** residual + pending, and its RMS norm. */
function normalise(
  context: DecoderContext,
  residual: Value,
  pending: Value | null,
  name: string,
): { readonly normalised: Value; readonly residual: Value } {
  const { g, config, weights } = context;
  const gamma = weights.float32(name, [config.hiddenSize]);
  if (pending === null) {
    const normalised = simplifiedLayerNormalization(g, residual, gamma, config.rmsNormEps);
    return { normalised, residual };
  }
  const { normalised, sum } = skipSimplifiedLayerNormalization(
    g,
    pending,
    residual,
    gamma,
    config.rmsNormEps,
  );
  return { normalised, residual: sum };
}
