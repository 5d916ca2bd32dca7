// Multiplication by a number of the description, which most models leave at 1.
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { mul, scalar } from '../graph/ops';

/** factor · x */
export function scaled(g: GraphBuilder, x: Value, factor: number): Value {
  return factor === 1 ? x : mul(g, x, scalar(g, factor));
}
