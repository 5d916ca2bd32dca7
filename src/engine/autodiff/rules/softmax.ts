// Derivatives of softmax and its logarithm.
import { exp, mul, reduceSum, sub } from '../../graph/ops';
import type { VjpRule } from '../vjpRule';
import { attribute, gradient, output } from '../vjpRule';

/** ∂x = y·(∂y − Σ ∂y·y) */
export const softmaxRule: VjpRule = (at) => [
  () => {
    const { g } = at;
    const [y, dy] = [output(at), gradient(at)];
    const mean = reduceSum(g, mul(g, dy, y), attribute(at, 'axis', -1));
    return mul(g, y, sub(g, dy, mean));
  },
];

/** ∂x = ∂y − softmax(x)·Σ ∂y */
export const logSoftmaxRule: VjpRule = (at) => [
  () => {
    const { g } = at;
    const dy = gradient(at);
    return sub(g, dy, mul(g, exp(g, output(at)), reduceSum(g, dy, attribute(at, 'axis', -1))));
  },
];
