// A part of a graph that brings its own derivative, because the one by its operators would be slower or larger.
import type { Value } from '../graph/graph';
import type { Sizes } from './sizes';
import type { InputGradients } from './vjpRule';

export interface Composite {
  /** Its nodes [from, to) of the graph. */
  readonly from: number;
  readonly to: number;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /**
   * `gradients`: of each output, null where none flows. `inputs`: the values to read, which are copies where the part is computed
   * again. One gradient (or null) per input.
   */
  readonly vjp: (
    gradients: readonly (Value | null)[],
    sizes: Sizes,
    inputs: readonly Value[],
  ) => InputGradients;
}
