// config.json as a ModelConfig. What is not supported is refused by name here: a model that runs must be computed exactly.
import { z } from 'zod';
import type { ModelConfig } from '../checkpoint';
import { checkShape } from '../../files/jsonFile';
import { checkpointCorrupt, checkpointUnsupported } from '../checkpointErrors';
import { modelConfigFile } from './modelConfigFile';
import { parseRope } from './parseRope';

const supported = {
  LlamaForCausalLM: 'llama',
  MistralForCausalLM: 'mistral',
  Qwen2ForCausalLM: 'qwen2',
  Qwen3ForCausalLM: 'qwen3',
} as const satisfies Record<string, ModelConfig['family']>;

const supportedAdvice = `Supported: ${Object.keys(supported).join(', ')} (Llama 2/3, SmolLM2, TinyLlama, Mistral without sliding window, Qwen 2, 2.5 and 3).`;

const count = (max: number) => z.number().int().positive().max(max);

/** Fields that every supported architecture writes; the limits keep a false number from becoming a huge allocation. */
const configSchema = z.looseObject({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().nullish(),
  hidden_size: count(262_144),
  intermediate_size: count(2_097_152),
  num_hidden_layers: count(1024),
  num_attention_heads: count(4096),
  num_key_value_heads: count(4096).nullish(),
  head_dim: count(4096).nullish(),
  vocab_size: count(4_194_304),
  max_position_embeddings: count(1_000_000_000).nullish(),
  rms_norm_eps: z.number().positive().max(1).nullish(),
  hidden_act: z.string().nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.boolean().nullish(),
  sliding_window: z.number().int().positive().nullish(),
  use_sliding_window: z.boolean().nullish(),
  layer_types: z.array(z.string()).nullish(),
  quantization_config: z.looseObject({ quant_method: z.string().nullish() }).nullish(),
  eos_token_id: z.union([z.number().int(), z.array(z.number().int())]).nullish(),
  bos_token_id: z.number().int().nullish(),
});

type RawConfig = z.infer<typeof configSchema>;

/** Names of the architectures that config.json may have. */
const byModelType: Readonly<Record<string, keyof typeof supported>> = {
  llama: 'LlamaForCausalLM',
  mistral: 'MistralForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
};

export interface ParsedConfig {
  readonly config: ModelConfig;
  readonly eosTokenIds: readonly number[];
}

/**
 * @throws GuardrailError checkpointUnsupported naming what is not supported and what is; checkpointCorrupt for wrong fields.
 */
export function parseModelConfig(json: unknown): ParsedConfig {
  const architecture = architectureOf(json);
  const raw = checkShape(configSchema, json, 'config.json', modelConfigFile);
  refuseUnsupported(raw, architecture);
  const family = supported[architecture];
  const heads = raw.num_attention_heads;
  const kvHeads = raw.num_key_value_heads ?? heads;
  // Qwen3's own default is 128; the others divide the width.
  const headDim = raw.head_dim ?? (family === 'qwen3' ? 128 : raw.hidden_size / heads);
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) {
    throw checkpointCorrupt(
      `config.json: hidden_size ${raw.hidden_size} does not divide into ${heads} heads of an even width.`,
    );
  }
  if (heads % kvHeads !== 0) {
    throw checkpointCorrupt(
      `config.json: ${heads} attention heads cannot share ${kvHeads} key and value heads.`,
    );
  }
  const { ropeTheta, ropeScaling } = parseRope(json);
  const llamaBias = (family === 'llama' || family === 'qwen3') && raw.attention_bias === true;
  const contextLength = raw.max_position_embeddings ?? defaultContext[family];
  if (family === 'mistral') refuseSlidingWindow(raw, contextLength);
  const eos = raw.eos_token_id ?? [];
  return {
    config: {
      family,
      architecture,
      layers: raw.num_hidden_layers,
      hiddenSize: raw.hidden_size,
      intermediateSize: raw.intermediate_size,
      heads,
      kvHeads,
      headDim,
      vocabSize: raw.vocab_size,
      contextLength,
      rmsNormEps: raw.rms_norm_eps ?? 1e-6,
      ropeTheta,
      ropeScaling,
      tiedEmbeddings: raw.tie_word_embeddings ?? false,
      attentionBias: family === 'qwen2' || llamaBias,
      outputBias: llamaBias,
      mlpBias: family === 'llama' && raw.mlp_bias === true,
      qkNorm: family === 'qwen3',
    },
    eosTokenIds: typeof eos === 'number' ? [eos] : eos,
  };
}

/** transformers' defaults for a config.json without max_position_embeddings. */
const defaultContext: Readonly<Record<ModelConfig['family'], number>> = {
  llama: 2048,
  mistral: 131_072,
  qwen2: 32_768,
  qwen3: 32_768,
};

function architectureOf(json: unknown): keyof typeof supported {
  const named = z
    .looseObject({ architectures: z.array(z.string()).nullish(), model_type: z.string().nullish() })
    .safeParse(json);
  if (!named.success) throw checkpointCorrupt('config.json is not a model configuration.');
  const type = named.data.model_type ?? '';
  const byType = Object.hasOwn(byModelType, type) ? byModelType[type] : undefined;
  const name = named.data.architectures?.[0] ?? byType ?? named.data.model_type ?? 'unknown';
  if (!isSupported(name)) {
    throw checkpointUnsupported(`The architecture ${name} is not supported.`, supportedAdvice);
  }
  // A model_type that contradicts the architecture means other code than the name says.
  if (byType !== name && type !== '') {
    throw checkpointUnsupported(
      `config.json names the architecture ${name} with the model type "${type}".`,
      supportedAdvice,
    );
  }
  return name;
}

function isSupported(name: string): name is keyof typeof supported {
  return Object.hasOwn(supported, name);
}

function refuseUnsupported(raw: RawConfig, architecture: string): void {
  if (raw.quantization_config !== undefined && raw.quantization_config !== null) {
    throw checkpointUnsupported(
      `The weights are quantized (${raw.quantization_config.quant_method ?? 'quantization_config'}).`,
      'Use the unquantized checkpoint (float32, float16 or bfloat16), or a GGUF file.',
    );
  }
  const activation = raw.hidden_act ?? 'silu';
  if (activation !== 'silu') {
    throw checkpointUnsupported(
      `${architecture} with the activation "${activation}" is not supported.`,
      'Supported: silu.',
    );
  }
  if (raw.use_sliding_window === true) throw slidingWindow(architecture);
  const other = raw.layer_types?.find((type) => type !== 'full_attention');
  if (other !== undefined) {
    throw checkpointUnsupported(
      `${architecture} with layers of type "${other}" is not supported.`,
      'Supported: full attention in every layer.',
    );
  }
}

/** A window at least as long as the context never cuts anything. MistralConfig's default is 4096. */
function refuseSlidingWindow(raw: RawConfig, contextLength: number): void {
  const window = raw.sliding_window === undefined ? 4096 : raw.sliding_window;
  if (window !== null && window < contextLength) throw slidingWindow('MistralForCausalLM', window);
}

function slidingWindow(architecture: string, window?: number): Error {
  return checkpointUnsupported(
    `${architecture} with sliding-window attention${window === undefined ? '' : ` (${window} tokens)`} is not supported.`,
    'Supported: full attention (sliding_window null, or at least max_position_embeddings).',
  );
}
