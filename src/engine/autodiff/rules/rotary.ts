// Derivative of the rotary embedding: a rotation's transpose is the rotation back.
import { neg } from '../../graph/ops';
import type { VjpRule } from '../vjpRule';
import { gradient, input } from '../vjpRule';

export const rotaryEmbeddingRule: VjpRule = (at) => [
  () => {
    const { type, shape } = input(at, 0);
    const { op, attributes, domain } = at.node;
    const back = [gradient(at), input(at, 1), input(at, 2), neg(at.g, input(at, 3))];
    return at.g.node(op, back, { type, shape }, attributes, domain);
  },
  null,
  null,
  null,
];
