// Derivatives of operators that choose: the gradient goes to what was chosen.
import type { Value } from '../../graph/graph';
import { add, cast, greater, less, lessOrEqual, mul, scalar, where } from '../../graph/ops';
import type { VjpContext, VjpRule } from '../vjpRule';
import { gradient, input } from '../vjpRule';

/** Where both are equal each gets half, as in PyTorch and JAX. */
export const minRule: VjpRule = (at) => [
  () => share(at, input(at, 0), input(at, 1)),
  () => share(at, input(at, 1), input(at, 0)),
];

export const maxRule: VjpRule = (at) => [
  () => share(at, input(at, 1), input(at, 0)),
  () => share(at, input(at, 0), input(at, 1)),
];

/** Through what lies strictly between the bounds, as in PyTorch 2.15. */
export const clipRule: VjpRule = (at) => {
  const { g, node } = at;
  const x = input(at, 0);
  const [low, high] = [node.inputs[1] ?? null, node.inputs[2] ?? null];
  const inside = [
    ...(low === null ? [] : [greater(g, x, low)]),
    ...(high === null ? [] : [less(g, x, high)]),
  ];
  return [
    () => inside.reduce((dy, holds) => mul(g, dy, cast(g, holds, 'float32')), gradient(at)),
    null,
    null,
  ];
};

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
