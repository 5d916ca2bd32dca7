// Derivatives of operators that choose: the gradient goes to what was chosen.
import type { Value } from '../../graph/graph';
import { add, cast, equal, less, lessOrEqual, mul, scalar, where } from '../../graph/ops';
import type { VjpContext, VjpRule } from '../vjpRule';
import { gradient, input, output } from '../vjpRule';

/** Where both are equal each gets half, as in PyTorch and JAX. */
export const minRule: VjpRule = (at) => [
  () => share(at, input(at, 0), input(at, 1)),
  () => share(at, input(at, 1), input(at, 0)),
];

export const maxRule: VjpRule = (at) => [
  () => share(at, input(at, 1), input(at, 0)),
  () => share(at, input(at, 0), input(at, 1)),
];

/** Through what the bounds left as it was, the bounds themselves included, as in PyTorch. */
export const clipRule: VjpRule = (at) => [
  () => mul(at.g, gradient(at), cast(at.g, equal(at.g, output(at), input(at, 0)), 'float32')),
  null,
  null,
];

export const whereRule: VjpRule = (at) => {
  const { g } = at;
  const [condition, zero] = [input(at, 0), scalar(g, 0)];
  return [null, () => where(g, condition, gradient(at), zero), () => where(g, condition, zero, gradient(at))];
};

/** The gradient times 1 where small < large, ½ where they are equal, else 0. */
function share(at: VjpContext, small: Value, large: Value): Value {
  const { g } = at;
  const [strict, loose] = [less(g, small, large), lessOrEqual(g, small, large)];
  const twice = add(g, cast(g, strict, 'float32'), cast(g, loose, 'float32'));
  return mul(g, gradient(at), mul(g, twice, scalar(g, 0.5)));
}
