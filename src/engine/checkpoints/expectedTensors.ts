// Which tensors a model of a configuration has, under Hugging Face's names. Knows no file format.
import type { ModelConfig } from './checkpoint';

/** Name → shape of every tensor; `lm_head.weight` only where embeddings are untied. */
export function expectedTensors(config: ModelConfig): Map<string, readonly number[]> {
  const { hiddenSize: hidden, intermediateSize: wide, headDim } = config;
  const queries = config.heads * headDim;
  const keys = config.kvHeads * headDim;
  const shapes = new Map<string, readonly number[]>();
  shapes.set('model.embed_tokens.weight', [config.vocabSize, hidden]);
  for (let layer = 0; layer < config.layers; layer++) {
    const linear = (name: string, out: number, inputs: number, bias: boolean): void => {
      shapes.set(`model.layers.${layer}.${name}.weight`, [out, inputs]);
      if (bias) shapes.set(`model.layers.${layer}.${name}.bias`, [out]);
    };
    const norm = (name: string, size: number): void => {
      shapes.set(`model.layers.${layer}.${name}.weight`, [size]);
    };
    const { beforeAttention, afterAttention, beforeFeedForward, afterFeedForward } = config.norms;
    for (const name of [beforeAttention, afterAttention, beforeFeedForward, afterFeedForward]) {
      if (name !== null) norm(name, hidden);
    }
    linear('self_attn.q_proj', queries, hidden, config.attentionBias);
    linear('self_attn.k_proj', keys, hidden, config.attentionBias);
    linear('self_attn.v_proj', keys, hidden, config.attentionBias);
    linear('self_attn.o_proj', hidden, queries, config.outputBias);
    if (config.qkNorm !== 'none') {
      norm('self_attn.q_norm', config.qkNorm === 'head' ? headDim : queries);
      norm('self_attn.k_norm', config.qkNorm === 'head' ? headDim : keys);
    }
    linear('mlp.gate_proj', wide, hidden, config.mlpBias);
    linear('mlp.up_proj', wide, hidden, config.mlpBias);
    linear('mlp.down_proj', hidden, wide, config.mlpBias);
  }
  shapes.set('model.norm.weight', [hidden]);
  if (!config.tiedEmbeddings) shapes.set('lm_head.weight', [config.vocabSize, hidden]);
  return shapes;
}
