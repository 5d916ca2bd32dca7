// The architectures that are computed, each described in one place: what it is called, what transformers takes where a field is
// left out, and in which traits it differs from the plain decoder.
import type { DecoderSizes } from '../projections';
import type { DecoderFields } from './decoderFields';
import type { DecoderTraits, RopeSettings } from './decoderTraits';

export type LayerType = 'full_attention' | 'sliding_attention';

export interface Architecture {
  /** config.json's `model_type`. */
  readonly modelType: string;
  /** For people, in lists of what is supported. */
  readonly title: string;
  /** transformers' own values of fields that config.json may leave out. */
  readonly defaults: Partial<DecoderFields> & { readonly max_position_embeddings: number };
  readonly traits?: (fields: DecoderFields, sizes: DecoderSizes) => Partial<DecoderTraits>;
  /** Of each layer, where config.json has no `layer_types`; absent: all full. */
  readonly layerTypes?: (fields: DecoderFields, layer: number) => LayerType;
  /** Whether a layer's queries and keys are turned; absent: all are. */
  readonly turns?: (fields: DecoderFields, layer: number) => boolean;
  /** A part of each head may be turned alone. */
  readonly partialRotary?: boolean;
  /** Of sliding layers, where they have settings of their own. */
  readonly slidingRope?: (fields: DecoderFields, full: RopeSettings) => RopeSettings;
  /** null: llama.cpp has no name of its own for it. */
  readonly gguf: GgufArchitecture | null;
}

export interface GgufArchitecture {
  /** `general.architecture`. */
  readonly name: string;
  /** The rows of q and k are reordered for ggml's interleaved rotation. */
  readonly permuted: boolean;
  /** Metadata keys of the variants that it has, behind its name; others are refused. */
  readonly keys: Readonly<Record<string, keyof DecoderFields>>;
  /** Fields that llama.cpp knows without a key. */
  readonly implied?: (sizes: DecoderSizes) => Partial<DecoderFields>;
}

const ggufPlain = { permuted: false, keys: {} } as const;

/** A bias on all four projections of attention, where config.json says so. */
function declaredBias({ attention_bias: bias }: DecoderFields): Partial<DecoderTraits> {
  return { attentionBias: bias === true, outputBias: bias === true };
}

/** Qwen's layers slide from `max_window_layers` on. */
function qwenLayerTypes({ max_window_layers: first }: DecoderFields, layer: number): LayerType {
  return layer >= (first ?? 28) ? 'sliding_attention' : 'full_attention';
}

function everyLayerSlides(): LayerType {
  return 'sliding_attention';
}

/** Gemma 2 and 3: Gemma Team 2024, arXiv 2408.00118, section 2; 2025, arXiv 2503.19786, section 2. */
const gemma: Pick<Architecture, 'traits'> = {
  traits: (fields, { hiddenSize }) => ({
    ...declaredBias(fields),
    norms: {
      beforeAttention: 'input_layernorm',
      afterAttention: 'post_attention_layernorm',
      beforeFeedForward: 'pre_feedforward_layernorm',
      afterFeedForward: 'post_feedforward_layernorm',
    },
    normsFromOne: true,
    attentionScale: 1 / Math.sqrt(fields.query_pre_attn_scalar ?? 256),
    logitCap: fields.final_logit_softcapping ?? null,
    embeddingScale: Math.sqrt(hiddenSize),
  }),
};

const gemmaDefaults = {
  head_dim: 256,
  hidden_activation: 'gelu_pytorch_tanh',
  tie_word_embeddings: true,
  query_pre_attn_scalar: 256,
  sliding_window: 4096,
} as const;

/** llama.cpp knows Gemma's query scale by the number of layers: that of the 27B models is of hidden size and heads. */
function gemmaScalar(largest: number): NonNullable<GgufArchitecture['implied']> {
  return ({ layers, hiddenSize, heads, headDim }) => ({
    query_pre_attn_scalar: layers === largest ? hiddenSize / heads : headDim,
  });
}

/** OLMo Team 2025, arXiv 2501.00656, section 3. */
function olmo2(fields: DecoderFields): Partial<DecoderTraits> {
  return {
    ...declaredBias(fields),
    norms: {
      beforeAttention: null,
      afterAttention: 'post_attention_layernorm',
      beforeFeedForward: null,
      afterFeedForward: 'post_feedforward_layernorm',
    },
    qkNorm: 'whole',
  };
}

function smolLm3Turns(fields: DecoderFields, layer: number): boolean {
  const stated = fields.no_rope_layers?.[layer];
  return stated === undefined ? (layer + 1) % (fields.no_rope_layer_interval ?? 4) !== 0 : stated !== 0;
}

const glmDefaults = {
  max_position_embeddings: 131_072,
  head_dim: 128,
  rms_norm_eps: 1.5625e-7,
  partial_rotary_factor: 0.5,
  attention_bias: true,
} as const;

function glm(fields: DecoderFields): Partial<DecoderTraits> {
  return {
    attentionBias: fields.attention_bias === true,
    ropeInterleaved: true,
    joined: ['gate_up_proj'],
  };
}

/** By the class that config.json names in `architectures`. */
export const architectures = {
  LlamaForCausalLM: {
    modelType: 'llama',
    title: 'Llama 2 and 3, SmolLM2, TinyLlama',
    defaults: { max_position_embeddings: 2048 },
    traits: (fields) => ({ ...declaredBias(fields), mlpBias: fields.mlp_bias === true }),
    gguf: { name: 'llama', permuted: true, keys: {} },
  },
  MistralForCausalLM: {
    modelType: 'mistral',
    title: 'Mistral',
    defaults: { max_position_embeddings: 131_072, sliding_window: 4096 },
    layerTypes: everyLayerSlides,
    gguf: null,
  },
  Qwen2ForCausalLM: {
    modelType: 'qwen2',
    title: 'Qwen 2 and 2.5',
    defaults: { max_position_embeddings: 32_768, sliding_window: 4096, use_sliding_window: false },
    traits: () => ({ attentionBias: true }),
    layerTypes: qwenLayerTypes,
    gguf: { name: 'qwen2', ...ggufPlain },
  },
  Qwen3ForCausalLM: {
    modelType: 'qwen3',
    title: 'Qwen 3',
    defaults: {
      max_position_embeddings: 32_768,
      head_dim: 128,
      sliding_window: 4096,
      use_sliding_window: false,
    },
    traits: (fields) => ({ ...declaredBias(fields), qkNorm: 'head' }),
    layerTypes: qwenLayerTypes,
    gguf: { name: 'qwen3', ...ggufPlain },
  },
  Gemma2ForCausalLM: {
    modelType: 'gemma2',
    title: 'Gemma 2 and ShieldGemma',
    defaults: {
      ...gemmaDefaults,
      max_position_embeddings: 8192,
      attn_logit_softcapping: 50,
      final_logit_softcapping: 30,
    },
    traits: (fields, sizes) => ({
      ...gemma.traits?.(fields, sizes),
      attentionCap: fields.attn_logit_softcapping ?? null,
    }),
    layerTypes: (_, layer) => (layer % 2 === 0 ? 'sliding_attention' : 'full_attention'),
    gguf: {
      name: 'gemma2',
      permuted: false,
      keys: {
        'attention.sliding_window': 'sliding_window',
        attn_logit_softcapping: 'attn_logit_softcapping',
        final_logit_softcapping: 'final_logit_softcapping',
      },
      implied: gemmaScalar(46),
    },
  },
  Gemma3ForCausalLM: {
    modelType: 'gemma3_text',
    title: 'Gemma 3 (text)',
    defaults: { ...gemmaDefaults, max_position_embeddings: 131_072, rope_theta: 1_000_000 },
    traits: (fields, sizes) => ({ ...gemma.traits?.(fields, sizes), qkNorm: 'head' }),
    layerTypes: ({ sliding_window_pattern: every }, layer) =>
      (layer + 1) % (every ?? 6) === 0 ? 'full_attention' : 'sliding_attention',
    slidingRope: ({ rope_local_base_freq: theta }) => ({ theta: theta ?? 10_000, scaling: null }),
    gguf: {
      name: 'gemma3',
      permuted: false,
      keys: {
        'attention.sliding_window': 'sliding_window',
        'rope.freq_base_swa': 'rope_local_base_freq',
        final_logit_softcapping: 'final_logit_softcapping',
      },
      implied: gemmaScalar(62),
    },
  },
  Olmo2ForCausalLM: {
    modelType: 'olmo2',
    title: 'OLMo 2',
    defaults: { max_position_embeddings: 2048, rms_norm_eps: 1e-5 },
    traits: olmo2,
    gguf: { name: 'olmo2', ...ggufPlain },
  },
  Olmo3ForCausalLM: {
    modelType: 'olmo3',
    title: 'OLMo 3',
    defaults: {
      max_position_embeddings: 2048,
      rms_norm_eps: 1e-5,
      sliding_window: 4096,
      rope_theta: 500_000,
    },
    traits: olmo2,
    layerTypes: (_, layer) => ((layer + 1) % 4 === 0 ? 'full_attention' : 'sliding_attention'),
    slidingRope: (_, { theta }) => ({ theta, scaling: null }),
    gguf: null,
  },
  GraniteForCausalLM: {
    modelType: 'granite',
    title: 'Granite 3 and Granite Guardian',
    defaults: { max_position_embeddings: 2048 },
    traits: (fields) => ({
      ...declaredBias(fields),
      mlpBias: fields.mlp_bias === true,
      attentionScale: fields.attention_multiplier ?? 1,
      embeddingScale: fields.embedding_multiplier ?? 1,
      residualScale: fields.residual_multiplier ?? 1,
      logitScale: 1 / (fields.logits_scaling ?? 1),
    }),
    gguf: {
      name: 'granite',
      permuted: true,
      keys: {
        'attention.scale': 'attention_multiplier',
        embedding_scale: 'embedding_multiplier',
        residual_scale: 'residual_multiplier',
        logit_scale: 'logits_scaling',
      },
      implied: ({ headDim }) => ({ attention_multiplier: 1 / Math.sqrt(headDim) }),
    },
  },
  SmolLM3ForCausalLM: {
    modelType: 'smollm3',
    title: 'SmolLM3',
    defaults: {
      max_position_embeddings: 32_768,
      rope_theta: 2_000_000,
      use_sliding_window: false,
      tie_word_embeddings: true,
      num_key_value_heads: 4,
    },
    traits: (fields) => ({ ...declaredBias(fields), mlpBias: fields.mlp_bias === true }),
    turns: smolLm3Turns,
    layerTypes: (fields, layer) => (smolLm3Turns(fields, layer) ? 'full_attention' : 'sliding_attention'),
    gguf: { name: 'smollm3', permuted: true, keys: {} },
  },
  GlmForCausalLM: {
    modelType: 'glm',
    title: 'GLM-4 of 2024',
    defaults: glmDefaults,
    traits: glm,
    partialRotary: true,
    gguf: null,
  },
  Glm4ForCausalLM: {
    modelType: 'glm4',
    title: 'GLM-4 of 2025',
    defaults: glmDefaults,
    traits: (fields) => ({
      ...glm(fields),
      norms: {
        beforeAttention: 'input_layernorm',
        afterAttention: 'post_self_attn_layernorm',
        beforeFeedForward: 'post_attention_layernorm',
        afterFeedForward: 'post_mlp_layernorm',
      },
    }),
    partialRotary: true,
    gguf: { name: 'glm4', ...ggufPlain },
  },
  Phi3ForCausalLM: {
    modelType: 'phi3',
    title: 'Phi-3, Phi-3.5, Phi-4 and Phi-4-mini',
    defaults: { max_position_embeddings: 4096, rms_norm_eps: 1e-5 },
    traits: () => ({ joined: ['qkv_proj', 'gate_up_proj'] }),
    layerTypes: everyLayerSlides,
    partialRotary: true,
    gguf: { name: 'phi3', permuted: false, keys: { 'attention.sliding_window': 'sliding_window' } },
  },
  MinistralForCausalLM: {
    modelType: 'ministral',
    title: 'Ministral',
    defaults: { max_position_embeddings: 131_072, sliding_window: 4096 },
    layerTypes: everyLayerSlides,
    gguf: null,
  },
  Ministral3ForCausalLM: {
    modelType: 'ministral3',
    title: 'Ministral 3 (text)',
    defaults: { max_position_embeddings: 262_144, head_dim: 128, rms_norm_eps: 1e-5 },
    layerTypes: everyLayerSlides,
    gguf: null,
  },
} as const satisfies Record<string, Architecture>;

export type ArchitectureName = keyof typeof architectures;

export function isArchitecture(name: string): name is ArchitectureName {
  return Object.hasOwn(architectures, name);
}

/** The table's entry, as what every entry is. */
export function architectureOf(name: ArchitectureName): Architecture {
  return architectures[name];
}

export const architectureNames = Object.keys(architectures).filter(isArchitecture);
