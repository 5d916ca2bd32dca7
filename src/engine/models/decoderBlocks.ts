// The stack of blocks of Llama, Qwen2, Qwen3 and Mistral; what differs is in ModelConfig.
import type { Value } from '../graph/graph';
import { skipSimplifiedLayerNormalization } from '../graph/microsoftOps';
import { simplifiedLayerNormalization } from '../graph/ops';
import { attention } from './attention';
import type { BlockContext } from './blockContext';
import { feedForward } from './feedForward';

/** What leaves a block: residual stream and the last contribution, still to be added. */
export interface BlockOutputs {
  readonly residual: Value;
  readonly pending: Value;
}

/**
 * @param embedded [batch, sequence, hidden]
 * @param onBlock called when all nodes of a block have been appended
 * @param behind may read what leaves a block, or put another in its place
 */
export function decoderBlocks(
  context: BlockContext,
  embedded: Value,
  onBlock: (layer: number) => void = () => undefined,
  behind: (layer: number, stream: BlockOutputs) => BlockOutputs = (_, stream) => stream,
): BlockOutputs {
  let residual = embedded;
  let pending: Value | null = null;
  for (let layer = 0; layer < context.config.layers; layer++) {
    const prefix = `model.layers.${layer}`;
    const first = normalise(context, residual, pending, `${prefix}.input_layernorm.weight`);
    const attended = attention(context, first.normalised, layer);
    const second = normalise(context, first.residual, attended, `${prefix}.post_attention_layernorm.weight`);
    const contribution = feedForward(context, second.normalised, layer);
    ({ residual, pending } = behind(layer, { residual: second.residual, pending: contribution }));
    onBlock(layer);
  }
  if (pending === null) throw new RangeError('A decoder has at least one block.');
  return { residual, pending };
}

/** residual + pending, and its RMS norm. */
export function normalise(
  context: BlockContext,
  residual: Value,
  pending: Value | null,
  name: string,
): { readonly normalised: Value; readonly residual: Value } {
  const { g, config, weights } = context;
  const gamma = weights.float32(name, [config.hiddenSize]);
  if (pending === null) {
    const normalised = simplifiedLayerNormalization(g, residual, gamma, config.rmsNormEps);
    return { normalised, residual };
  }
  const { normalised, sum } = skipSimplifiedLayerNormalization(
    g,
    pending,
    residual,
    gamma,
    config.rmsNormEps,
  );
  return { normalised, residual: sum };
}
