// GGUF metadata as a model configuration: brought into the fields of config.json, from which the description is made as ever.
// Architectures and variants that are not computed are refused by name.
import { GuardrailError } from '../../../protocol/errors';
import { architectureNames, architectureOf } from '../architectures/architectures';
import type { ArchitectureName, GgufArchitecture } from '../architectures/architectures';
import { decoderFields } from '../architectures/decoderFields';
import type { RopeScaling } from '../architectures/decoderTraits';
import { describeDecoder } from '../architectures/describeDecoder';
import { longropeFactor } from '../architectures/longropeFactor';
import type { ModelConfig } from '../checkpoint';
import type { DecoderSizes } from '../projections';
import { corruptGguf } from './corruptGguf';
import type { GgufTensor } from './ggufHeader';
import type { GgufMetadata } from './ggufMetadata';
import { scalingFromDivisors } from './ropeFrequencies';

/** Keys (after the architecture's prefix) that change the mathematics, unless the architecture is known to have them. */
const variantKeys: readonly (readonly [key: string, what: string])[] = [
  ['expert_count', 'a mixture of experts'],
  ['attention.sliding_window', 'sliding-window attention'],
  ['attention.scale', 'its own attention scale'],
  ['attention.max_alibi_bias', 'ALiBi positions'],
  ['attention.clamp_kqv', 'clamped attention'],
  ['attn_logit_softcapping', 'capped attention scores'],
  ['final_logit_softcapping', 'capped logits'],
  ['logit_scale', 'scaled logits'],
  ['embedding_scale', 'scaled embeddings'],
  ['residual_scale', 'scaled residuals'],
];

/** The file's own factors of rotary frequencies. */
export interface RopeFactors {
  /** `rope_freqs.weight`: Llama 3's; null: there are none. */
  readonly frequencies: Float32Array | null;
  /** `rope_factors_short.weight`: LongRoPE's. */
  readonly short: Float32Array | null;
}

export interface GgufDescription {
  readonly config: ModelConfig;
  readonly architecture: GgufArchitecture;
}

/**
 * @param tensors the file's tensors by GGUF name; which biases and whether an output matrix exist is read off them
 * @throws GuardrailError checkpointUnsupported for another architecture or a variant that is not implemented,
 * checkpointCorrupt for missing or impossible values
 */
export function ggufConfig(
  metadata: GgufMetadata,
  tensors: ReadonlyMap<string, GgufTensor>,
  factors: RopeFactors,
): GgufDescription {
  const { name, gguf } = architectureIn(metadata);
  const { defaults } = architectureOf(name);
  const key = (rest: string): string => `${gguf.name}.${rest}`;
  for (const [rest, what] of variantKeys) {
    if (!Object.hasOwn(gguf.keys, rest) && (metadata.number(key(rest)) ?? 0) !== 0)
      throw unsupported(`The GGUF file states ${what} (${key(rest)}).`);
  }
  const sizes = sizesOf(metadata, key);
  const theta = metadata.number(key('rope.freq_base')) ?? 10_000;
  if (theta <= 0) throw corruptGguf(`the metadata value ${key('rope.freq_base')} is ${theta}`);
  const dimensions = metadata.count(key('rope.dimension_count')) ?? sizes.headDim;
  const context = metadata.requiredCount(key('context_length'));
  const original = metadata.count(key('rope.scaling.original_context_length')) ?? context;
  const scaling =
    factors.short === null
      ? (statedScaling(metadata, key, original) ?? ofFrequencies(factors.frequencies, dimensions, theta))
      : longrope(factors.short, dimensions, {
          stated: metadata.number(key('rope.scaling.attn_factor')),
          context,
          original,
        });
  const variant = Object.entries(gguf.keys).flatMap(([rest, field]) => {
    const value = metadata.number(key(rest));
    return value === undefined ? [] : [[field, value] as const];
  });
  const fields = decoderFields.safeParse({
    ...defaults,
    ...gguf.implied?.(sizes),
    hidden_size: sizes.hiddenSize,
    intermediate_size: sizes.intermediateSize,
    num_hidden_layers: sizes.layers,
    num_attention_heads: sizes.heads,
    num_key_value_heads: sizes.kvHeads,
    head_dim: sizes.headDim,
    vocab_size: vocabSizeOf(metadata, tensors, key('vocab_size')),
    max_position_embeddings: context,
    rms_norm_eps: metadata.number(key('attention.layer_norm_rms_epsilon')) ?? null,
    ...Object.fromEntries(variant),
  });
  if (!fields.success) {
    const [issue] = fields.error.issues;
    throw corruptGguf(`what it says of ${issue?.path.join('.') ?? 'its sizes'} cannot be`);
  }
  if (fields.data.rms_norm_eps == null) {
    throw corruptGguf(`the metadata value ${key('attention.layer_norm_rms_epsilon')} is missing`);
  }
  const config = describeDecoder(name, fields.data, {
    full: { theta, scaling },
    sliding: null,
    part: dimensions / sizes.headDim,
    limit: factors.short === null ? null : original,
  });
  return {
    architecture: gguf,
    config: {
      ...config,
      tiedEmbeddings: !tensors.has('output.weight'),
      attentionBias: tensors.has('blk.0.attn_q.bias'),
      outputBias: tensors.has('blk.0.attn_output.bias'),
      mlpBias: tensors.has('blk.0.ffn_down.bias'),
      // llama.cpp's converter adds the 1 to the weights.
      normsFromOne: false,
    },
  };
}

function architectureIn(metadata: GgufMetadata): {
  readonly name: ArchitectureName;
  readonly gguf: GgufArchitecture;
} {
  const stated = metadata.string('general.architecture');
  if (stated === undefined) throw corruptGguf('the metadata value general.architecture is missing');
  for (const name of architectureNames) {
    const { gguf } = architectureOf(name);
    if (gguf?.name === stated) return { name, gguf };
  }
  throw unsupported(`The GGUF file has the architecture ${stated.slice(0, 100)}.`);
}

function unsupported(what: string): GuardrailError {
  const names = architectureNames.flatMap((name) => architectureOf(name).gguf?.name ?? []);
  return new GuardrailError(
    'checkpointUnsupported',
    what,
    `Supported in GGUF files are the dense architectures ${names.join(', ')} without variants.`,
  );
}

function sizesOf(metadata: GgufMetadata, key: (name: string) => string): DecoderSizes {
  const hiddenSize = metadata.requiredCount(key('embedding_length'));
  const heads = uniformCount(metadata, key('attention.head_count'));
  const kvHeads = metadata.has(key('attention.head_count_kv'))
    ? uniformCount(metadata, key('attention.head_count_kv'))
    : heads;
  const headDim = headDimOf(metadata, key, hiddenSize / heads);
  if (heads % kvHeads !== 0) throw corruptGguf(`it has ${heads} heads and ${kvHeads} key-value heads`);
  return {
    layers: metadata.requiredCount(key('block_count')),
    hiddenSize,
    intermediateSize: uniformCount(metadata, key('feed_forward_length')),
    heads,
    kvHeads,
    headDim,
  };
}

/** A count that some files give per layer. */
function uniformCount(metadata: GgufMetadata, key: string): number {
  let values: readonly number[] | undefined;
  try {
    return metadata.requiredCount(key);
  } catch (error) {
    if (!metadata.has(key)) throw error;
    values = metadata.numbers(key);
  }
  const [first] = values ?? [];
  if (first === undefined || !Number.isSafeInteger(first) || first < 1)
    throw corruptGguf(`${key} is no count`);
  if (values?.some((value) => value !== first) === true) {
    throw unsupported(`The GGUF file's ${key} differs from layer to layer.`);
  }
  return first;
}

function headDimOf(metadata: GgufMetadata, key: (name: string) => string, fallback: number): number {
  const headDim = metadata.count(key('attention.key_length')) ?? fallback;
  if (!Number.isInteger(headDim) || headDim < 2 || headDim % 2 !== 0) {
    throw corruptGguf(`its heads have ${headDim} dimensions`);
  }
  const name = key('attention.value_length');
  const value = metadata.count(name) ?? headDim;
  if (value !== headDim) {
    throw unsupported(`The GGUF file's ${name} is ${value}, and its heads have ${headDim} dimensions.`);
  }
  return headDim;
}

function vocabSizeOf(metadata: GgufMetadata, tensors: ReadonlyMap<string, GgufTensor>, key: string): number {
  const rows = tensors.get('token_embd.weight')?.shape[0];
  if (rows === undefined) throw corruptGguf('the tensor token_embd.weight is missing');
  const stated = metadata.count(key) ?? rows;
  if (stated !== rows) throw corruptGguf(`${key} is ${stated}, and token_embd.weight has ${rows} rows`);
  return rows;
}

function ofFrequencies(divisors: Float32Array | null, dimensions: number, theta: number): RopeScaling | null {
  if (divisors === null) return null;
  checkCount('rope_freqs.weight', divisors, dimensions);
  return scalingFromDivisors(divisors, dimensions, theta);
}

function longrope(
  divisors: Float32Array,
  dimensions: number,
  {
    stated,
    context,
    original,
  }: { readonly stated: number | undefined; readonly context: number; readonly original: number },
): RopeScaling {
  checkCount('rope_factors_short.weight', divisors, dimensions);
  const attentionFactor = stated ?? longropeFactor(context / original, original);
  return { type: 'longrope', divisors: [...divisors], attentionFactor };
}

function checkCount(name: string, divisors: Float32Array, dimensions: number): void {
  if (divisors.length === dimensions / 2) return;
  throw corruptGguf(`${name} has ${divisors.length} elements instead of ${dimensions / 2}`);
}

function statedScaling(
  metadata: GgufMetadata,
  key: (name: string) => string,
  original: number,
): RopeScaling | null {
  const type = metadata.string(key('rope.scaling.type')) ?? 'none';
  // `rope.scale_linear` is how old files say it.
  const factor =
    metadata.number(key('rope.scaling.factor')) ?? metadata.number(key('rope.scale_linear')) ?? 1;
  const old = type === 'none' && metadata.has(key('rope.scale_linear'));
  if (type === 'none' && !old) return null;
  const unknown = ['yarn_log_multiplier', 'yarn_ext_factor', 'yarn_attn_factor'].find((name) =>
    metadata.has(key(`rope.scaling.${name}`)),
  );
  if (type === 'yarn' && factor > 0 && unknown === undefined) {
    return {
      type,
      factor,
      originalMaxPositions: original,
      betaFast: metadata.number(key('rope.scaling.yarn_beta_fast')) ?? 32,
      betaSlow: metadata.number(key('rope.scaling.yarn_beta_slow')) ?? 1,
      truncate: true,
      // llama.cpp, rope_yarn (ggml-cpu/ops.cpp).
      attentionFactor:
        (metadata.number(key('rope.scaling.attn_factor')) ?? 1) * (1 + 0.1 * Math.log(Math.max(1, factor))),
    };
  }
  if (type !== 'linear' && !old) {
    throw unsupported(`The GGUF file states rope scaling of the type ${type.slice(0, 100)}.`);
  }
  if (factor <= 0) throw corruptGguf(`${key('rope.scaling.factor')} is ${factor}`);
  return factor === 1 ? null : { type: 'linear', factor };
}
