// The tables of a model's rotary embeddings as what its graphs are fed.
import type { ModelConfig } from '../checkpoints/checkpoint';
import { float32Tensor, type RuntimeTensor } from '../runtime/session';
import { ropeTables } from './rope';

/** How a graph names the tables of each of the model's ropes. */
export interface RopeInputs {
  readonly cos: (rope: number) => string;
  readonly sin: (rope: number) => string;
}

/** Tables for positions 0 … positions − 1 under the names of `inputs`. */
export function ropeFeeds(
  config: ModelConfig,
  positions: number,
  inputs: RopeInputs,
): Record<string, RuntimeTensor> {
  const dim = config.rotaryDim ?? config.headDim;
  const dims = [positions, dim / 2];
  return Object.fromEntries(
    config.ropes.flatMap((settings, rope) => {
      const tables = ropeTables(settings, dim, positions);
      return [
        [inputs.cos(rope), float32Tensor(tables.cos, dims)],
        [inputs.sin(rope), float32Tensor(tables.sin, dims)],
      ];
    }),
  );
}
