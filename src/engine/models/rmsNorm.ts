// RMS norms with a checkpoint's weights, as its architecture has them.
import type { Value } from '../graph/graph';
import { skipSimplifiedLayerNormalization } from '../graph/microsoftOps';
import { add, scalar, simplifiedLayerNormalization } from '../graph/ops';
import type { BlockContext } from './blockContext';

type NormContext = Pick<BlockContext, 'g' | 'config' | 'weights'>;

/** x / rms(x) · γ over the last axis, of that size. @param name of γ's tensor */
export function rmsNorm(context: NormContext, x: Value, name: string, size: number): Value {
  return simplifiedLayerNormalization(context.g, x, gamma(context, name, size), context.config.rmsNormEps);
}

/** residual + pending, and its RMS norm. */
export function skipRmsNorm(
  context: NormContext,
  residual: Value,
  pending: Value,
  name: string,
): { readonly normalised: Value; readonly sum: Value } {
  const { g, config } = context;
  const weight = gamma(context, name, config.hiddenSize);
  return skipSimplifiedLayerNormalization(g, pending, residual, weight, config.rmsNormEps);
}

/** ONNX Runtime folds the sum where the weight is a constant. */
function gamma({ g, config, weights }: NormContext, name: string, size: number): Value {
  const weight = weights.float32(name, [size]);
  return config.normsFromOne ? add(g, weight, scalar(g, 1)) : weight;
}
