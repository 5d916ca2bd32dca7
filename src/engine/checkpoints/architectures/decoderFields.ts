// The fields of config.json that decoders are described by, under transformers' names. GGUF metadata is brought into the same
// form. Knows no architecture.
import { z } from 'zod';

const count = (max: number) => z.number().int().positive().max(max);
const factor = z.number().positive().max(1e6);

/** The limits keep a false number from becoming a huge allocation. */
export const decoderFields = z.looseObject({
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
  hidden_activation: z.string().nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.boolean().nullish(),
  sliding_window: z.number().int().positive().nullish(),
  use_sliding_window: z.boolean().nullish(),
  max_window_layers: z.number().int().nonnegative().nullish(),
  sliding_window_pattern: count(1024).nullish(),
  layer_types: z.array(z.string()).nullish(),
  rope_theta: z.number().positive().nullish(),
  rope_local_base_freq: z.number().positive().nullish(),
  query_pre_attn_scalar: factor.nullish(),
  attn_logit_softcapping: factor.nullish(),
  final_logit_softcapping: factor.nullish(),
  attention_multiplier: factor.nullish(),
  embedding_multiplier: factor.nullish(),
  residual_multiplier: factor.nullish(),
  logits_scaling: factor.nullish(),
  no_rope_layers: z.array(z.number().int()).nullish(),
  no_rope_layer_interval: count(1024).nullish(),
  partial_rotary_factor: z.number().positive().max(1).nullish(),
  use_bidirectional_attention: z.boolean().nullish(),
});

export type DecoderFields = z.infer<typeof decoderFields>;
