// The stack of blocks of every decoder; how they differ is in ModelConfig's traits.
import type { Value } from '../graph/graph';
import { add } from '../graph/ops';
import { attention } from './attention';
import type { BlockContext } from './blockContext';
import { feedForward } from './feedForward';
import { rmsNorm, skipRmsNorm } from './rmsNorm';
import { scaled } from './scaled';

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
  const { config } = context;
  const { norms } = config;
  let residual = embedded;
  let pending: Value | null = null;
  for (let layer = 0; layer < config.layers; layer++) {
    const named = (norm: string | null): string | null =>
      norm === null ? null : `model.layers.${layer}.${norm}.weight`;
    const contributed = (x: Value, norm: string | null): Value => {
      const name = named(norm);
      const normed = name === null ? x : rmsNorm(context, x, name, config.hiddenSize);
      return scaled(context.g, normed, config.residualScale);
    };
    const first = joined(context, residual, pending, named(norms.beforeAttention));
    const attended = contributed(attention(context, first.input, layer), norms.afterAttention);
    const second = joined(context, first.residual, attended, named(norms.beforeFeedForward));
    const contribution = contributed(feedForward(context, second.input, layer), norms.afterFeedForward);
    ({ residual, pending } = behind(layer, { residual: second.residual, pending: contribution }));
    onBlock(layer);
  }
  if (pending === null) throw new RangeError('A decoder has at least one block.');
  return { residual, pending };
}

/** residual + pending as the stream from here on, and (normalised where a norm is named) as a sublayer's input. */
function joined(
  context: BlockContext,
  residual: Value,
  pending: Value | null,
  norm: string | null,
): { readonly input: Value; readonly residual: Value } {
  if (pending === null) {
    const input = norm === null ? residual : rmsNorm(context, residual, norm, context.config.hiddenSize);
    return { input, residual };
  }
  if (norm === null) {
    const sum = add(context.g, residual, pending);
    return { input: sum, residual: sum };
  }
  const { normalised, sum } = skipRmsNorm(context, residual, pending, norm);
  return { input: normalised, residual: sum };
}
