// Derivatives of matrix products. FusedMatMul transposes while it multiplies, so none of them needs a Transpose.
import type { Dimension, Shape, Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';
import { fusedMatMul } from '../../graph/microsoftOps';
import type { Sizes } from '../sizes';
import type { VjpRule } from '../vjpRule';
import { attribute, floatAttribute, gradient, input } from '../vjpRule';

export const matMulRule: VjpRule = (at) => {
  const [a, b] = [input(at, 0), input(at, 1)];
  const product = { transA: false, transB: false, alpha: 1 };
  return [
    () => leftGradient(at.g, gradient(at), b, product),
    () => rightGradient(at.g, at.sizes, gradient(at), a, b, product),
  ];
};

export const fusedMatMulRule: VjpRule = (at) => {
  const [a, b] = [input(at, 0), input(at, 1)];
  const product = {
    transA: attribute(at, 'transA', 0) === 1,
    transB: attribute(at, 'transB', 0) === 1,
    alpha: floatAttribute(at, 'alpha', 1),
  };
  return [
    () => leftGradient(at.g, gradient(at), b, product),
    () => rightGradient(at.g, at.sizes, gradient(at), a, b, product),
  ];
};

interface Product {
  readonly transA: boolean;
  readonly transB: boolean;
  readonly alpha: number;
}

/** y = α·op(a)·op(b): ∂a = α·∂y·op(b)ᵀ, transposed where a is. */
function leftGradient(g: GraphBuilder, dy: Value, b: Value, { transA, transB, alpha }: Product): Value {
  return transA
    ? fusedMatMul(g, b, dy, { transA: transB, transB: true, alpha })
    : fusedMatMul(g, dy, b, { transB: !transB, alpha });
}

/** ∂b = α·op(a)ᵀ·∂y, transposed where b is. One matrix used for a whole batch takes the batch's rows as one matrix. */
function rightGradient(
  g: GraphBuilder,
  sizes: Sizes,
  dy: Value,
  a: Value,
  b: Value,
  { transA, transB, alpha }: Product,
): Value {
  const flat = b.shape.length === 2 && a.shape.length > 2 && !transA;
  const left = flat ? sizes.reshape(a, rowsOf(a.shape)) : a;
  const right = flat ? sizes.reshape(dy, rowsOf(dy.shape)) : dy;
  return transB
    ? fusedMatMul(g, right, left, { transA: true, transB: transA, alpha })
    : fusedMatMul(g, left, right, { transA: !transA, alpha });
}

/** [a, b, …, columns] → [a·b·…, columns] */
function rowsOf(shape: Shape): Shape {
  const rows = shape.slice(0, -1);
  const numbers = rows.filter((size) => typeof size === 'number');
  const product: Dimension =
    numbers.length === rows.length ? numbers.reduce((a, b) => a * b, 1) : rows.join('·');
  return [product, shape.at(-1) ?? 1];
}
