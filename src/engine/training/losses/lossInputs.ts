// Looks a loss's input up by its name.
import type { Value } from '../../graph/graph';

/** @throws Error where the model's graph does not have it: the loss declares what it needs. */
export function requireInput(inputs: Readonly<Record<string, Value>>, name: string): Value {
  const value = inputs[name];
  if (value === undefined) throw new Error(`The loss is built without its input ${name}.`);
  return value;
}
