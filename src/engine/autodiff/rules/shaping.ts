// Derivatives of operators that only arrange: reshaping, transposing, repeating.
import { transpose } from '../../graph/ops';
import type { VjpRule } from '../vjpRule';
import { gradient, input } from '../vjpRule';

/** Reshape, Squeeze, Unsqueeze. */
export const reshapeRule: VjpRule = (at) => [() => at.sizes.reshape(gradient(at), input(at, 0).shape), null];

export const transposeRule: VjpRule = (at) => {
  const { perm } = at.node.attributes;
  if (!Array.isArray(perm)) throw new TypeError('Transpose has a permutation.');
  const inverse = (perm as readonly number[]).map((_, axis) => (perm as readonly number[]).indexOf(axis));
  return [() => transpose(at.g, gradient(at), inverse)];
};

/** The walk sums over what was repeated. */
export const expandRule: VjpRule = (at) => [() => gradient(at), null];
