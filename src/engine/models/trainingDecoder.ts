// The decoder over whole sequences, with scores of the tokens that are trained: the forward half of a training graph.
import type { Composite } from '../autodiff/composite';
import type { NodeRange } from '../autodiff/reverse';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { add, gather, reshape } from '../graph/ops';
import { ropeOf, type BlockContext, type WeightValues } from './blockContext';
import { causalAttention } from './causalAttention';
import { decoderBlocks, type BlockOutputs } from './decoderBlocks';
import { languageHead } from './languageHead';
import { rmsNorm } from './rmsNorm';
import { scaled } from './scaled';
import { tokenScores } from './tokenScores';

export const trainingInputs = {
  /** int64 [batch, sequence], padded on the right with any token. */
  ids: 'ids',
  /** int64 [tokens]: for each trained token, which of the batch · sequence positions predicts it. */
  select: 'select',
  /** int64 [tokens]: the trained tokens. */
  targets: 'targets',
  /** int64 [batch, sequence]: places in the text, for the rotary embedding. */
  positions: 'positions',
  /** [batch, 1, sequence · group, sequence] */
  mask: 'mask',
  /** The same for sliding layers, where there are any. */
  slidingMask: 'slidingMask',
  /** Of each of the model's ropes, [positions, dim / 2]. */
  cos: (rope: number) => `cos.${rope}`,
  sin: (rope: number) => `sin.${rope}`,
} as const;

export interface TrainingDecoder {
  /** float32 [tokens, hidden]: normalised hidden states that predict the trained tokens. */
  readonly hidden: Value;
  /** float32 [tokens] */
  readonly logprobs: Value;
  readonly entropies: Value;
  /** By layer, float32 [tokens, hidden]: the residual stream behind it, at the selected positions. */
  readonly states: ReadonlyMap<number, Value>;
  readonly composite: Composite;
  /** The nodes of each block. */
  readonly blocks: readonly NodeRange[];
}

export interface TrainingDecoderOptions {
  readonly weights: WeightValues;
  readonly adapt: BlockContext['adapt'];
  readonly temperature: number;
  /** Layers whose states are read. */
  readonly layers: readonly number[];
  /** As ScoreOptions of tokenScores. */
  readonly pieces: number;
  readonly forwardOnly: boolean;
  /** See BlockContext. */
  readonly expert?: BlockContext['expert'];
}

export function trainingDecoder(
  g: GraphBuilder,
  config: ModelConfig,
  options: TrainingDecoderOptions,
): TrainingDecoder {
  const { weights } = options;
  const { hidden, states, blocks } = selectedHidden(
    g,
    config,
    weights,
    options.adapt,
    options.layers,
    options.expert,
  );
  const name = config.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const head = languageHead(g, weights, name, [config.vocabSize, config.hiddenSize]);
  const targets = g.input(trainingInputs.targets, 'int64', ['tokens']);
  const scores = tokenScores(g, scaled(g, hidden, config.logitScale), head, targets, {
    temperature: options.temperature,
    cap: config.logitCap,
    pieces: options.pieces,
    forwardOnly: options.forwardOnly,
  });
  return { hidden, states, ...scores, blocks };
}

/**
 * Normalised hidden states [tokens, hidden] at the positions that are selected; nothing else goes through the last norm.
 * @param layers whose residual stream is given at these positions, too
 */
export function selectedHidden(
  g: GraphBuilder,
  config: ModelConfig,
  weights: WeightValues,
  adapt: BlockContext['adapt'],
  layers: readonly number[] = [],
  expert?: BlockContext['expert'],
): {
  readonly hidden: Value;
  readonly states: ReadonlyMap<number, Value>;
  readonly blocks: readonly NodeRange[];
} {
  const { embedded, context } = embeddedRows(g, config, weights, adapt, expert);
  const blocks: NodeRange[] = [];
  let from = g.nodeList.length;
  const streams = new Map<number, BlockOutputs>();
  const last = decoderBlocks(
    context,
    embedded,
    () => {
      blocks.push({ from, to: g.nodeList.length });
      from = g.nodeList.length;
    },
    (layer, stream) => {
      if (layers.includes(layer)) streams.set(layer, stream);
      return stream;
    },
  );
  const select = g.input(trainingInputs.select, 'int64', ['tokens']);
  const width = config.hiddenSize;
  const selected = ({ residual, pending }: BlockOutputs): Value =>
    gather(g, reshape(g, add(g, residual, pending), [-1, width], ['batch·sequence', width]), select, 0);
  const hidden = rmsNorm(context, selected(last), 'model.norm.weight', width);
  const states = new Map([...streams].map(([layer, stream]) => [layer, selected(stream)]));
  return { hidden, states, blocks };
}

/** Inputs of every graph over whole sequences, and the embeddings of their tokens. */
function embeddedRows(
  g: GraphBuilder,
  config: ModelConfig,
  weights: WeightValues,
  adapt: BlockContext['adapt'],
  expert: BlockContext['expert'],
): { readonly embedded: Value; readonly context: BlockContext } {
  const half = (config.rotaryDim ?? config.headDim) / 2;
  const ids = g.input(trainingInputs.ids, 'int64', ['batch', 'sequence']);
  const maskInput = (name: string): Value => g.input(name, 'float32', ['batch', 1, 'queries', 'sequence']);
  const mask = maskInput(trainingInputs.mask);
  const slidingMask = config.slidingWindow === null ? mask : maskInput(trainingInputs.slidingMask);
  const ropes = config.ropes.map((_, rope) => ({
    cos: g.input(trainingInputs.cos(rope), 'float32', ['maxPositions', half]),
    sin: g.input(trainingInputs.sin(rope), 'float32', ['maxPositions', half]),
  }));
  const context: BlockContext = {
    g,
    config,
    weights,
    positions: g.input(trainingInputs.positions, 'int64', ['batch', 'sequence']),
    rope: (layer) => ropeOf(config, ropes, layer),
    adapt,
    ...(expert === undefined ? {} : { expert }),
    attend: causalAttention(g, config, (layer) =>
      config.layerAttention[layer]?.sliding === true ? slidingMask : mask,
    ),
  };
  const shape = [config.vocabSize, config.hiddenSize] as const;
  const rows = weights.rows('model.embed_tokens.weight', shape, ids);
  const embedded = scaled(g, rows, config.embeddingScale);
  return { embedded, context };
}
