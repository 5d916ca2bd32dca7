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
