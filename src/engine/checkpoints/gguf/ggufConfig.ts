// GGUF metadata as a model configuration, for the architectures that are supported; others are refused by name.
import { GuardrailError } from '../../../protocol/errors';
import type { ModelConfig, RopeScaling } from '../checkpoint';
import { corruptGguf } from './corruptGguf';
import type { GgufTensor } from './ggufHeader';
import type { GgufMetadata } from './ggufMetadata';

const families = {
  llama: 'LlamaForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
} as const;

/** Keys (after the architecture's prefix) that change the mathematics in ways not implemented here. */
const unsupportedKeys: readonly (readonly [key: string, what: string])[] = [
  ['expert_count', 'a mixture of experts'],
  ['attention.sliding_window', 'sliding-window attention'],
  ['attention.scale', 'its own attention scale'],
  ['attention.max_alibi_bias', 'ALiBi positions'],
  ['attention.clamp_kqv', 'clamped attention'],
  ['logit_scale', 'scaled logits'],
  ['embedding_scale', 'scaled embeddings'],
  ['residual_scale', 'scaled residuals'],
];

/**
 * @param tensors the file's tensors by GGUF name; which biases and whether an output matrix exist is read off them
 * @param ropeScaling what `rope_freqs.weight` says, or null; see ropeFrequencies.ts
 * @throws GuardrailError checkpointUnsupported for another architecture or a variant that is not implemented,
 * checkpointCorrupt for missing or impossible values
 */
export function ggufConfig(
  metadata: GgufMetadata,
  tensors: ReadonlyMap<string, GgufTensor>,
  ropeScaling: (headDim: number, ropeTheta: number) => RopeScaling | null,
): ModelConfig {
  const family = familyOf(metadata);
  const key = (name: string): string => `${family}.${name}`;
  for (const [name, what] of unsupportedKeys) {
    if ((metadata.number(key(name)) ?? 0) !== 0)
      throw unsupported(`The GGUF file states ${what} (${key(name)}).`);
  }
  const hiddenSize = metadata.requiredCount(key('embedding_length'));
  const heads = uniformCount(metadata, key('attention.head_count'));
  const kvHeads = metadata.has(key('attention.head_count_kv'))
    ? uniformCount(metadata, key('attention.head_count_kv'))
    : heads;
  const headDim = headDimOf(metadata, key, hiddenSize / heads);
  if (heads % kvHeads !== 0) throw corruptGguf(`it has ${heads} heads and ${kvHeads} key-value heads`);
  const rmsNormEps = metadata.number(key('attention.layer_norm_rms_epsilon'));
  if (rmsNormEps === undefined || rmsNormEps < 0) {
    throw corruptGguf(`the metadata value ${key('attention.layer_norm_rms_epsilon')} is missing or negative`);
  }
  const ropeTheta = metadata.number(key('rope.freq_base')) ?? 10000;
  if (ropeTheta <= 0) throw corruptGguf(`the metadata value ${key('rope.freq_base')} is ${ropeTheta}`);
  return {
    family,
    architecture: families[family],
    layers: metadata.requiredCount(key('block_count')),
    hiddenSize,
    intermediateSize: uniformCount(metadata, key('feed_forward_length')),
    heads,
    kvHeads,
    headDim,
    vocabSize: vocabSizeOf(metadata, tensors, key('vocab_size')),
    contextLength: metadata.requiredCount(key('context_length')),
    rmsNormEps,
    ropeTheta,
    ropeScaling: statedScaling(metadata, key) ?? ropeScaling(headDim, ropeTheta),
    tiedEmbeddings: !tensors.has('output.weight'),
    attentionBias: tensors.has('blk.0.attn_q.bias'),
    outputBias: tensors.has('blk.0.attn_output.bias'),
    mlpBias: tensors.has('blk.0.ffn_down.bias'),
    qkNorm: family === 'qwen3',
  };
}

function familyOf(metadata: GgufMetadata): keyof typeof families {
  const architecture = metadata.string('general.architecture');
  if (architecture === undefined) throw corruptGguf('the metadata value general.architecture is missing');
  if (architecture === 'llama' || architecture === 'qwen2' || architecture === 'qwen3') return architecture;
  throw unsupported(`The GGUF file has the architecture ${architecture.slice(0, 100)}.`);
}

function unsupported(what: string): GuardrailError {
  return new GuardrailError(
    'checkpointUnsupported',
    what,
    `Supported in GGUF files are the dense architectures ${Object.keys(families).join(', ')} without variants.`,
  );
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
  for (const name of ['attention.value_length', 'rope.dimension_count']) {
    const value = metadata.count(key(name)) ?? headDim;
    if (value !== headDim) {
      throw unsupported(
        `The GGUF file's ${key(name)} is ${value}, and its heads have ${headDim} dimensions.`,
      );
    }
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

function statedScaling(metadata: GgufMetadata, key: (name: string) => string): RopeScaling | null {
  const type = metadata.string(key('rope.scaling.type')) ?? 'none';
  // `rope.scale_linear` is how old files say it.
  const factor =
    metadata.number(key('rope.scaling.factor')) ?? metadata.number(key('rope.scale_linear')) ?? 1;
  const old = type === 'none' && metadata.has(key('rope.scale_linear'));
  if (type === 'none' && !old) return null;
  if (type !== 'linear' && !old) {
    throw unsupported(`The GGUF file states rope scaling of the type ${type.slice(0, 100)}.`);
  }
  if (factor <= 0) throw corruptGguf(`${key('rope.scaling.factor')} is ${factor}`);
  return factor === 1 ? null : { type: 'linear', factor };
}
