// Derivatives of sums, differences, products, quotients and powers.
import { add, div, log, mul, neg, pow, scalar, sub } from '../../graph/ops';
import type { VjpRule } from '../vjpRule';
import { gradient, input, output } from '../vjpRule';

export const addRule: VjpRule = (at) => [() => gradient(at), () => gradient(at)];

/** Any number of terms. */
export const sumRule: VjpRule = (at) => at.node.inputs.map(() => () => gradient(at));

export const subRule: VjpRule = (at) => [() => gradient(at), () => neg(at.g, gradient(at))];

export const mulRule: VjpRule = (at) => [
  () => mul(at.g, gradient(at), input(at, 1)),
  () => mul(at.g, gradient(at), input(at, 0)),
];

/** ∂(a/b)/∂b = −(a/b)/b */
export const divRule: VjpRule = (at) => [
  () => div(at.g, gradient(at), input(at, 1)),
  () => neg(at.g, div(at.g, mul(at.g, gradient(at), output(at)), input(at, 1))),
];

export const negRule: VjpRule = (at) => [() => neg(at.g, gradient(at))];

/** ∂aᵇ/∂a = b·aᵇ⁻¹; ∂aᵇ/∂b = aᵇ·log a, for a > 0. */
export const powRule: VjpRule = (at) => {
  const { g } = at;
  return [
    () => {
      const lower = pow(g, input(at, 0), sub(g, input(at, 1), scalar(g, 1)));
      return mul(g, gradient(at), mul(g, input(at, 1), lower));
    },
    () => mul(g, gradient(at), mul(g, output(at), log(g, input(at, 0)))),
  ];
};

/** −x⁻²; shared with Reciprocal, whose output is 1/x. */
export const reciprocalRule: VjpRule = (at) => [
  () => neg(at.g, mul(at.g, gradient(at), mul(at.g, output(at), output(at)))),
];

/** ∂√x = 1/(2√x) */
export const sqrtRule: VjpRule = (at) => [() => div(at.g, gradient(at), add(at.g, output(at), output(at)))];
