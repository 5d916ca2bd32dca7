// Soft-capping (Bello et al. 2016, arXiv 1611.09940; Gemma 2, arXiv 2408.00118, section 2): keeps numbers within ±c, smoothly.
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { scalar, tanh } from '../graph/ops';
import { scaled } from './scaled';

/** c·tanh(x/c) */
export function softCap(g: GraphBuilder, x: Value, cap: number, name?: string): Value {
  const bounded = tanh(g, scaled(g, x, 1 / cap));
  const { type, shape } = x;
  return g.node('Mul', [bounded, scalar(g, cap)], { type, shape, ...(name === undefined ? {} : { name }) });
}
