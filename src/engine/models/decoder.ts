// The graph that generates: blocks with a key-value cache, and scores of the positions that are selected.
import { generationUpdates } from '../adapters/generationUpdates';
import type { ModelConfig, OpenCheckpoint } from '../checkpoints/checkpoint';
import type { Graph } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { argMax, gather, logSoftmax, reduceMax, reshape } from '../graph/ops';
import type { BlockContext } from './blockContext';
import { cachedAttention } from './cachedAttention';
import { decoderBlocks, normalise } from './decoderBlocks';
import { decoderInputs, decoderOutputs } from './decoderNames';
import type { FusedProjection } from './fusedProjections';
import { linear } from './linear';
import type { StreamLayers } from './residualStream';
import { noStreams, residualStream } from './residualStream';
import { Weights } from './weights';

export interface DecoderGraph {
  readonly graph: Graph;
  /** The folder that the graph's external data is relative to. */
  readonly folder: string;
}

/**
 * @param streams where the residual stream can be changed (inputs) and read (outputs)
 * @throws GuardrailError checkpointCorrupt where a tensor is missing or has another shape.
 */
export function decoderGraph(
  { config, tensors, blocks }: Pick<OpenCheckpoint, 'config' | 'tensors' | 'blocks'>,
  adapted: ReadonlySet<FusedProjection>,
  streams: StreamLayers = noStreams,
): DecoderGraph {
  const g = new GraphBuilder();
  const weights = new Weights(g, tensors, blocks);
  const context = blockContext(g, config, weights, adapted);
  const embeddings = [config.vocabSize, config.hiddenSize] as const;

  const ids = g.input(decoderInputs.ids, 'int64', ['batch', 'sequence']);
  const embedded = weights.rows('model.embed_tokens.weight', embeddings, ids);
  const behind = residualStream(g, config, streams);
  const { residual, pending } = decoderBlocks(context, embedded, undefined, behind);
  const last = normalise(context, residual, pending, 'model.norm.weight');

  const select = g.input(decoderInputs.select, 'int64', ['selected']);
  const flat = reshape(g, last.normalised, [-1, config.hiddenSize], ['positions', config.hiddenSize]);
  const head = config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const logits = linear(
    context,
    gather(g, flat, select, 0),
    { names: [head], rows: [config.vocabSize], columns: config.hiddenSize },
    decoderOutputs.logits,
  );
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
): BlockContext {
  const half = config.headDim / 2;
  return {
    g,
    config,
    weights,
    positions: g.input(decoderInputs.positions, 'int64', ['batch', 'sequence']),
    rope: {
      cos: g.input(decoderInputs.cos, 'float32', ['maxPositions', half]),
      sin: g.input(decoderInputs.sin, 'float32', ['maxPositions', half]),
    },
    adapt: generationUpdates(g, config, adapted),
    attend: cachedAttention(g, config, {
      cacheMask: g.input(decoderInputs.cacheMask, 'float32', ['batch', 1, 1, 'cache']),
      newMask: g.input(decoderInputs.newMask, 'float32', [1, 1, 'queries', 'sequence']),
      cacheLength: g.input(decoderInputs.cacheLength, 'int64', [1]),
      newLength: g.input(decoderInputs.newLength, 'int64', [1]),
    }),
  };
}
