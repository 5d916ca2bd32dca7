// From an architecture and the fields of a checkpoint to the description that graphs are built from. Knows no file.
import type { ModelConfig } from '../checkpoint';
import { checkpointCorrupt, checkpointUnsupported } from '../checkpointErrors';
import type { DecoderSizes } from '../projections';
import { architectureOf, type ArchitectureName, type LayerType } from './architectures';
import type { DecoderFields } from './decoderFields';
import { plainTraits, type DecoderTraits, type LayerAttention, type RopeSettings } from './decoderTraits';

/** Settings of the rotary embedding; `sliding` is null where a checkpoint says nothing of sliding layers by themselves. */
export interface StatedRopes {
  readonly full: RopeSettings;
  readonly sliding: RopeSettings | null;
  /** The part of each head that is turned; null: as the architecture has it. */
  readonly part: number | null;
  /** Tokens within which these settings hold; null: all that the model has. */
  readonly limit: number | null;
}

/**
 * @param name names what is read, in errors
 * @throws GuardrailError checkpointUnsupported naming what is not computed; checkpointCorrupt for sizes that cannot be.
 */
export function describeDecoder(
  name: ArchitectureName,
  fields: DecoderFields,
  ropes: StatedRopes,
): ModelConfig {
  const architecture = architectureOf(name);
  const sizes = sizesOf(fields);
  const stated = fields.max_position_embeddings ?? architecture.defaults.max_position_embeddings;
  const contextLength = Math.min(stated, ropes.limit ?? stated);
  const sliding = ropes.sliding ?? architecture.slidingRope?.(fields, ropes.full) ?? ropes.full;
  if (fields.use_bidirectional_attention === true) {
    throw checkpointUnsupported(
      `${name} with attention in both directions is not supported.`,
      'Supported: causal attention.',
    );
  }
  return {
    architecture: name,
    ...sizes,
    vocabSize: fields.vocab_size,
    contextLength,
    rmsNormEps: fields.rms_norm_eps ?? 1e-6,
    tiedEmbeddings: fields.tie_word_embeddings ?? false,
    ...plainTraits,
    activation: activationOf(name, fields),
    ...architecture.traits?.(fields, sizes),
    rotaryDim: rotaryDimOf(name, sizes, ropes.part ?? fields.partial_rotary_factor ?? 1),
    ...attentionOfLayers(layersOf(name, fields), windowOf(fields, contextLength), {
      full: ropes.full,
      sliding,
    }),
  };
}

function sizesOf(fields: DecoderFields): DecoderSizes {
  const heads = fields.num_attention_heads;
  const kvHeads = fields.num_key_value_heads ?? heads;
  const headDim = fields.head_dim ?? fields.hidden_size / heads;
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) {
    throw checkpointCorrupt(
      `config.json: hidden_size ${fields.hidden_size} does not divide into ${heads} heads of an even width.`,
    );
  }
  if (heads % kvHeads !== 0) {
    throw checkpointCorrupt(
      `config.json: ${heads} attention heads cannot share ${kvHeads} key and value heads.`,
    );
  }
  return {
    layers: fields.num_hidden_layers,
    hiddenSize: fields.hidden_size,
    intermediateSize: fields.intermediate_size,
    heads,
    kvHeads,
    headDim,
  };
}

const activations: ReadonlyMap<string, DecoderTraits['activation']> = new Map([
  ['silu', 'silu'],
  ['gelu_pytorch_tanh', 'geluTanh'],
]);

function activationOf(name: string, fields: DecoderFields): DecoderTraits['activation'] {
  const stated = fields.hidden_activation ?? fields.hidden_act ?? 'silu';
  const activation = activations.get(stated);
  if (activation !== undefined) return activation;
  throw checkpointUnsupported(
    `${name} with the activation "${stated}" is not supported.`,
    `Supported: ${[...activations.keys()].join(', ')}.`,
  );
}

/** null: the whole head. */
function rotaryDimOf(name: ArchitectureName, { headDim }: DecoderSizes, part: number): number | null {
  if (part === 1) return null;
  if (architectureOf(name).partialRotary !== true) {
    throw checkpointUnsupported(
      `${name} with rotary embeddings on a part of each head (partial_rotary_factor ${part}) is not supported.`,
      'Supported: the whole head.',
    );
  }
  const dimensions = Math.trunc(headDim * part);
  if (dimensions > 0 && dimensions % 2 === 0) return dimensions;
  throw checkpointCorrupt(
    `config.json: partial_rotary_factor ${part} turns ${dimensions} of ${headDim} dimensions of a head.`,
  );
}

/** null: nothing slides. A window at least as long as the context never cuts anything. */
function windowOf(fields: DecoderFields, contextLength: number): number | null {
  const window = fields.use_sliding_window === false ? null : (fields.sliding_window ?? null);
  return window === null || window >= contextLength ? null : window;
}

function layerTypesOf(name: ArchitectureName, fields: DecoderFields): LayerType[] {
  const architecture = architectureOf(name);
  const layers = Array.from({ length: fields.num_hidden_layers }, (_, layer) => layer);
  const stated = fields.layer_types ?? null;
  if (stated === null)
    return layers.map((layer) => architecture.layerTypes?.(fields, layer) ?? 'full_attention');
  if (stated.length !== layers.length) {
    throw checkpointCorrupt(
      `config.json: layer_types names ${stated.length} layers, and there are ${layers.length}.`,
    );
  }
  return stated.map((type) => {
    if (type === 'full_attention' || type === 'sliding_attention') return type;
    throw checkpointUnsupported(
      `${name} with layers of type "${type}" is not supported.`,
      'Supported: full and sliding-window attention.',
    );
  });
}

interface LayerKind {
  readonly type: LayerType;
  readonly turns: boolean;
}

function layersOf(name: ArchitectureName, fields: DecoderFields): LayerKind[] {
  return layerTypesOf(name, fields).map((type, layer) => ({
    type,
    turns: architectureOf(name).turns?.(fields, layer) ?? true,
  }));
}

function attentionOfLayers(
  kinds: readonly LayerKind[],
  window: number | null,
  ropes: Readonly<Record<'full' | 'sliding', RopeSettings>>,
): Pick<DecoderTraits, 'slidingWindow' | 'ropes' | 'layerAttention'> {
  const used: RopeSettings[] = [];
  const indexOf = (settings: RopeSettings): number => {
    const known = used.findIndex((other) => JSON.stringify(other) === JSON.stringify(settings));
    return known >= 0 ? known : used.push(settings) - 1;
  };
  const layerAttention = kinds.map(({ type, turns }): LayerAttention => {
    const slides = type === 'sliding_attention';
    const rope = turns ? indexOf(slides ? ropes.sliding : ropes.full) : null;
    return { sliding: slides && window !== null, rope };
  });
  const slidingWindow = layerAttention.some(({ sliding }) => sliding) ? window : null;
  return { slidingWindow, ropes: used, layerAttention };
}
