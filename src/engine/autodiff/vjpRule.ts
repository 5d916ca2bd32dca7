// What a derivative rule is: from the gradient of a node's outputs to that of its inputs. Knows no operator.
import type { GraphNode, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { Sizes } from './sizes';

/** A node under differentiation. */
export interface VjpContext {
  readonly g: GraphBuilder;
  readonly node: GraphNode;
  readonly sizes: Sizes;
  /** The gradient of each output, in its shape; null where none flows. At least one is not null. */
  readonly gradients: readonly (Value | null)[];
}

/**
 * Per input, how its gradient is made (called only where it is wanted); null where there is none. A gradient may be
 * larger than its input by broadcasting: the walk sums it down.
 */
export type InputGradients = readonly ((() => Value) | null)[];

/** Vector-Jacobian product of one operator. */
export type VjpRule = (context: VjpContext) => InputGradients;

/**
 * Why an operator has no rule. `integer`: its outputs are integers or truth values. `constant`: its derivative is zero
 * wherever there is one, or no gradient is wanted through it. `missing`: no graph has needed it; a gradient that arrives
 * there is an error.
 */
export type NoRule = 'integer' | 'constant' | 'missing';

export function input(context: VjpContext, index: number): Value {
  const value = context.node.inputs[index];
  if (value == null) throw new RangeError(`${context.node.op} has no input ${index}.`);
  return value;
}

export function output(context: VjpContext, index = 0): Value {
  const value = context.node.outputs[index];
  if (value == null) throw new RangeError(`${context.node.op} has no output ${index}.`);
  return value;
}

/** The gradient of an output that has one. */
export function gradient(context: VjpContext, index = 0): Value {
  const value = context.gradients[index];
  if (value == null) throw new RangeError(`No gradient reaches output ${index} of ${context.node.op}.`);
  return value;
}

/** An integer attribute. */
export function attribute(context: VjpContext, name: string, otherwise: number): number {
  const value = context.node.attributes[name];
  return typeof value === 'number' ? value : otherwise;
}

/** A float attribute. */
export function floatAttribute(context: VjpContext, name: string, otherwise: number): number {
  const value = context.node.attributes[name];
  return typeof value === 'object' && 'float' in value ? value.float : otherwise;
}

/** Several gradients that come out of one computation, which is made when the first is asked for. */
export function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | null = null;
  return () => (made ??= { result: make() }).result;
}
