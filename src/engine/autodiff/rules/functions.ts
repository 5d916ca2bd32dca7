// Derivatives of functions of one number.
import { cast, div, mul, scalar, sigmoid, sign, sub } from '../../graph/ops';
import type { VjpRule } from '../vjpRule';
import { gradient, input, output } from '../vjpRule';

export const absRule: VjpRule = (at) => [() => mul(at.g, gradient(at), sign(at.g, input(at, 0)))];

export const expRule: VjpRule = (at) => [() => mul(at.g, gradient(at), output(at))];

export const logRule: VjpRule = (at) => [() => div(at.g, gradient(at), input(at, 0))];

/** σ′ = σ·(1 − σ) */
export const sigmoidRule: VjpRule = (at) => [
  () => {
    const slope = mul(at.g, output(at), sub(at.g, scalar(at.g, 1), output(at)));
    return mul(at.g, gradient(at), slope);
  },
];

/** log(1 + eˣ)′ = σ(x) */
export const softplusRule: VjpRule = (at) => [() => mul(at.g, gradient(at), sigmoid(at.g, input(at, 0)))];

/** tanh′ = 1 − tanh² */
export const tanhRule: VjpRule = (at) => [
  () => {
    const slope = sub(at.g, scalar(at.g, 1), mul(at.g, output(at), output(at)));
    return mul(at.g, gradient(at), slope);
  },
];

/** Between floating-point types; none flows into integers. */
export const castRule: VjpRule = (at) => {
  const { type } = input(at, 0);
  return [type.startsWith('float') ? () => cast(at.g, gradient(at), type) : null];
};
