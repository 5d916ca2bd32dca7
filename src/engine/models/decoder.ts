// The graph that generates: blocks with a key-value cache, and scores of the positions that are selected.
import { generationUpdates } from '../adapters/generationUpdates';
import type { ModelConfig, OpenCheckpoint, TensorSource } from '../checkpoints/checkpoint';
import type { Graph } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { argMax, gather, less, logSoftmax, reduceMax, reshape, scalar, sub, where } from '../graph/ops';
import { ropeOf, type BlockContext } from './blockContext';
import { cachedAttention, type CacheMasks } from './cachedAttention';
import { masked } from './causalAttention';
import { decoderBlocks } from './decoderBlocks';
import { decoderInputs, decoderOutputs } from './decoderNames';
import type { FusedProjection } from './fusedProjections';
import { linear } from './linear';
import type { StreamLayers } from './residualStream';
import { noStreams, residualStream } from './residualStream';
import { skipRmsNorm } from './rmsNorm';
import { expertInputs } from './safetyExpert';
import { scaled } from './scaled';
import { softCap } from './softCap';
import { Weights } from './weights';

export interface DecoderGraph {
  readonly graph: Graph;
  /** The folder that the graph's external data is relative to. */
  readonly folder: string;
}

export interface DecoderWeights extends Pick<OpenCheckpoint, 'config' | 'tensors' | 'blocks'> {
  /** Half-precision tensors that are float32 in another file, too: products take these. */
  readonly widened?: ReadonlyMap<string, TensorSource>;
}

/**
 * @param streams where the residual stream can be changed (inputs) and read (outputs)
 * @throws GuardrailError checkpointCorrupt where a tensor is missing or has another shape.
 */
export function decoderGraph(
  { config, tensors, blocks, widened }: DecoderWeights,
  adapted: ReadonlySet<FusedProjection>,
  streams: StreamLayers = noStreams,
): DecoderGraph {
  const g = new GraphBuilder();
  const weights = new Weights(g, tensors, blocks, widened);
  const context = blockContext(g, config, weights, adapted, streams.experts);
  const embeddings = [config.vocabSize, config.hiddenSize] as const;

  const ids = g.input(decoderInputs.ids, 'int64', ['batch', 'sequence']);
  const rows = weights.rows('model.embed_tokens.weight', embeddings, ids);
  const embedded = scaled(g, rows, config.embeddingScale);
  const behind = residualStream(g, config, streams);
  const { residual, pending } = decoderBlocks(context, embedded, undefined, behind);
  const last = skipRmsNorm(context, residual, pending, 'model.norm.weight');

  const select = g.input(decoderInputs.select, 'int64', ['selected']);
  const flat = reshape(g, last.normalised, [-1, config.hiddenSize], ['positions', config.hiddenSize]);
  const head = config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const chosen = scaled(g, gather(g, flat, select, 0), config.logitScale);
  const matrix = { names: [head], rows: [config.vocabSize], columns: config.hiddenSize };
  const logits =
    config.logitCap === null
      ? linear(context, chosen, matrix, decoderOutputs.logits)
      : softCap(g, linear(context, chosen, matrix), config.logitCap, decoderOutputs.logits);
  g.output(logits);
  g.output(argMax(g, logits, -1, decoderOutputs.token));
  g.output(reduceMax(g, logSoftmax(g, logits, -1), -1, decoderOutputs.logprob));
  return { graph: g.build(), folder: weights.folder };
}

function blockContext(
  g: GraphBuilder,
  config: ModelConfig,
  weights: Weights,
  adapted: ReadonlySet<FusedProjection>,
  experts: ReadonlySet<number>,
): BlockContext {
  const half = (config.rotaryDim ?? config.headDim) / 2;
  const ropes = config.ropes.map((_, rope) => ({
    cos: g.input(decoderInputs.cos(rope), 'float32', ['maxPositions', half]),
    sin: g.input(decoderInputs.sin(rope), 'float32', ['maxPositions', half]),
  }));
  return {
    g,
    config,
    weights,
    positions: g.input(decoderInputs.positions, 'int64', ['batch', 'sequence']),
    rope: (layer) => ropeOf(config, ropes, layer),
    adapt: generationUpdates(g, config, adapted),
    expert: (layer) => (experts.has(layer) ? expertInputs(g, config, layer, null) : null),
    attend: cachedAttention(g, config, {
      masks: layerMasks(g, config),
      cacheLength: g.input(decoderInputs.cacheLength, 'int64', [1]),
      newLength: g.input(decoderInputs.newLength, 'int64', [1]),
    }),
  };
}

/** The masks of a layer: a sliding one also sees nothing of the cache that lies outside of the window. */
function layerMasks(g: GraphBuilder, config: ModelConfig): (layer: number) => CacheMasks {
  const full = {
    cache: g.input(decoderInputs.cacheMask, 'float32', ['batch', 1, 1, 'cache']),
    fresh: g.input(decoderInputs.newMask, 'float32', [1, 1, 'queries', 'sequence']),
  };
  if (config.slidingWindow === null) return () => full;
  const queries = g.input(decoderInputs.queryPlaces, 'float32', ['batch', 1, 'queries', 1]);
  const distance = sub(g, queries, g.input(decoderInputs.cachePlaces, 'float32', ['cache']));
  const near = less(g, distance, scalar(g, config.slidingWindow));
  const sliding = {
    cache: where(g, near, full.cache, scalar(g, masked)),
    fresh: g.input(decoderInputs.slidingMask, 'float32', [1, 1, 'queries', 'sequence']),
  };
  return (layer) => (config.layerAttention[layer]?.sliding === true ? sliding : full);
}
