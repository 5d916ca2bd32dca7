// How much arithmetic a model asks for, by counting the multiplications and additions of its matrix products.
import type { ModelConfig } from '../checkpoints/checkpoint';
import { projectionShape, projections, type Projection } from '../checkpoints/projections';

/**
 * Floating-point operations of forward and backward over rows of `sequence` tokens, all of them scored, with LoRA on all
 * projections: 2 per weight and token forward and 2 for the gradient of activations; low-rank matrices also get
 * gradients of their own (2 more). Attention: 2 products forward, 4 backward, of which the causal half counts.
 * What recomputation repeats is not the model's arithmetic and is not counted.
 */
export function loraTrainingFlops(
  config: ModelConfig,
  size: { readonly rows: number; readonly sequence: number; readonly rank: number },
): number {
  const weights = projectionWeights(config, (out, input) => out * input);
  const low = projectionWeights(config, (out, input) => size.rank * (out + input));
  const head = config.vocabSize * config.hiddenSize;
  const attention = config.layers * 12 * (size.sequence / 2) * config.heads * config.headDim;
  return size.rows * size.sequence * (4 * (weights + head) + 6 * low + attention);
}

function projectionWeights(config: ModelConfig, count: (out: number, input: number) => number): number {
  const ofBlock = projections.reduce((sum: number, projection: Projection) => {
    const [out, input] = projectionShape(config, projection);
    return sum + count(out, input);
  }, 0);
  return config.layers * ofBlock;
}
