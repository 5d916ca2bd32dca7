// Arguments of a call, bound to parameters as Python binds them. Knows no particular function.
import { isNumber, typeError, typeName, Undefined, type Keywords, type Value } from './values.ts';
import { PyError } from './values.ts';

/** The value of each parameter, undefined where it was not given. @throws PyError TypeError for one too many or unknown */
export function bind(
  name: string,
  parameters: readonly string[],
  args: readonly Value[],
  keywords: Keywords,
): (Value | undefined)[] {
  if (args.length > parameters.length) {
    throw typeError(`${name}() takes at most ${parameters.length} arguments (${args.length} given)`);
  }
  const bound: (Value | undefined)[] = parameters.map((_, i) => args[i]);
  for (const [key, value] of keywords) {
    const index = parameters.indexOf(key);
    if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (bound[index] !== undefined) throw typeError(`${name}() got multiple values for argument '${key}'`);
    bound[index] = value;
  }
  return bound;
}

/** @throws PyError TypeError where it was not given */
export function required(value: Value | undefined, name: string, parameter: string): Value {
  if (value === undefined)
    throw typeError(`${name}() missing 1 required positional argument: '${parameter}'`);
  return value;
}

/** @throws PyError TypeError, or what an undefined value raises */
export function asInteger(value: Value): bigint {
  if (value instanceof Undefined) throw value.error();
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** A count or an index; one beyond what a double counts by ones is the largest, or smallest, that it does. */
export function asIndex(value: Value): number {
  return boundedIndex(Number(asInteger(value)));
}

/** Of digits as they stand in a text, which may be any number of them. */
export function boundedIndex(index: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, index));
}

/** @throws PyError TypeError */
export function asText(value: Value): string {
  if (value instanceof Undefined) throw value.error();
  if (typeof value === 'string') return value;
  throw typeError(`expected a string, got ${typeName(value)}`);
}

export function asFloat(value: Value): number {
  if (value instanceof Undefined) throw value.error();
  if (isNumber(value)) return Number(value);
  throw typeError(`must be real number, not ${typeName(value)}`);
}

export function securityError(attribute: string, value: Value): Undefined {
  return new Undefined(
    `access to attribute '${attribute}' of '${typeName(value)}' object is unsafe.`,
    'SecurityError',
  );
}

export const overflow = (message: string): PyError => new PyError('OverflowError', message);
