// The operators between values, indexing and slicing, as Python has them. Knows no syntax, filter or method.
import { asIndex, asInteger } from './arguments.ts';
import { percentFormat } from './percentFormat.ts';
import { repr } from './printValue.ts';
import {
  characters,
  isList,
  isNumber,
  numeric,
  PyDict,
  PyError,
  PyRange,
  PyTuple,
  typeError,
  typeName,
  Undefined,
  valueError,
  type Value,
} from './values.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** @throws PyError as Python does */
export function binary(operator: BinaryOperator, a: Value, b: Value): Value {
  if (operator === '%' && typeof a === 'string') return percentFormat(a, b);
  if (a instanceof Undefined) throw a.error();
  if (b instanceof Undefined) throw b.error();
  if (isNumber(a) && isNumber(b)) return arithmetic(operator, numeric(a), numeric(b));
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (isList(a) && isList(b)) return [...a, ...b];
    if (a instanceof PyTuple && b instanceof PyTuple) return new PyTuple([...a.items, ...b.items]);
    if (typeof a === 'string') throw typeError(`can only concatenate str (not "${typeName(b)}") to str`);
    if (isList(a)) throw typeError(`can only concatenate list (not "${typeName(b)}") to list`);
  }
  if (operator === '*') {
    const repeated = repeat(a, b) ?? repeat(b, a);
    if (repeated !== null) return repeated;
  }
  const shown = operator === '**' ? '** or pow()' : operator;
  throw typeError(`unsupported operand type(s) for ${shown}: '${typeName(a)}' and '${typeName(b)}'`);
}

function repeat(sequence: Value, times: Value): Value | null {
  if (typeof times !== 'bigint' && typeof times !== 'boolean') return null;
  const count = Math.max(0, asIndex(times));
  if (typeof sequence === 'string') return sequence.repeat(count);
  if (isList(sequence)) return repeatItems(sequence, count);
  if (sequence instanceof PyTuple) return new PyTuple(repeatItems(sequence.items, count));
  return null;
}

function repeatItems(items: readonly Value[], count: number): Value[] {
  const all: Value[] = [];
  for (let i = 0; i < count; i++) for (const item of items) all.push(item);
  return all;
}

function arithmetic(operator: BinaryOperator, a: bigint | number, b: bigint | number): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return whole(operator, a, b);
  const [x, y] = [Number(a), Number(b)];
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      if (y === 0) throw new PyError('ZeroDivisionError', 'float division by zero');
      return x / y;
    case '//':
      if (y === 0) throw new PyError('ZeroDivisionError', 'float floor division by zero');
      return Math.floor((x - floatModulo(x, y)) / y + 0.5);
    case '%':
      if (y === 0) throw new PyError('ZeroDivisionError', 'float modulo');
      return floatModulo(x, y);
    case '**':
      return x ** y;
  }
}

function floatModulo(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return rest < 0 === y < 0 ? rest : rest + y;
}

function whole(operator: BinaryOperator, a: bigint, b: bigint): Value {
  if (b === 0n && (operator === '/' || operator === '//' || operator === '%')) {
    throw new PyError(
      'ZeroDivisionError',
      operator === '/' ? 'division by zero' : 'integer division or modulo by zero',
    );
  }
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return Number(a) / Number(b);
    case '//':
      return (a - modulo(a, b)) / b;
    case '%':
      return modulo(a, b);
    case '**':
      return b < 0n ? Number(a) ** Number(b) : a ** b;
  }
}

function modulo(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

/** @throws PyError TypeError */
export function negate(value: Value, operator: '-' | '+'): Value {
  if (value instanceof Undefined) throw value.error();
  if (!isNumber(value)) throw typeError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  const number = numeric(value);
  return operator === '-' ? -number : number;
}

/** The elements of what can be indexed by position, or null. */
export function sequenceItems(value: Value): readonly Value[] | null {
  if (typeof value === 'string') return characters(value);
  if (isList(value)) return value;
  if (value instanceof PyTuple) return value.items;
  return value instanceof PyRange ? value.items() : null;
}

/** `value[key]`, or undefined where Python raises a LookupError or TypeError. */
export function item(value: Value, key: Value): Value | undefined {
  if (value instanceof PyDict) {
    return isList(key) || key instanceof PyDict ? undefined : value.get(key);
  }
  const items = sequenceItems(value);
  if (items === null || (typeof key !== 'bigint' && typeof key !== 'boolean')) return undefined;
  const index = asIndex(key);
  return items[index < 0 ? index + items.length : index];
}

export interface Slice {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/** `value[start:stop:step]`; undefined where Python cannot slice it. @throws PyError ValueError for step 0 */
export function slice(value: Value, bounds: Slice): Value | undefined {
  const items = sequenceItems(value);
  if (items === null) return undefined;
  const positions = slicePositions(items.length, bounds);
  const taken = positions.map((i) => items[i] ?? null);
  if (typeof value === 'string') return (taken as string[]).join('');
  if (value instanceof PyTuple) return new PyTuple(taken);
  if (value instanceof PyRange) return sliceRange(value, bounds);
  return taken;
}

function sliceRange(range: PyRange, bounds: Slice): PyRange {
  const length = Number(range.length);
  const [start, stop, step] = sliceBounds(length, bounds);
  const at = (position: number): bigint => range.start + BigInt(position) * range.step;
  return new PyRange(at(start), at(stop), range.step * BigInt(step));
}

function slicePositions(length: number, bounds: Slice): number[] {
  const [start, stop, step] = sliceBounds(length, bounds);
  const positions: number[] = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) positions.push(i);
  return positions;
}

/** Python's slice.indices(length). */
function sliceBounds(length: number, bounds: Slice): [number, number, number] {
  const step = bounds.step === null ? 1 : sliceIndex(bounds.step);
  if (step === 0) throw valueError('slice step cannot be zero');
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: Value, missing: number): number => {
    if (value === null) return missing;
    const index = sliceIndex(value);
    return Math.min(highest, Math.max(lowest, index < 0 ? index + length : index));
  };
  return [clamp(bounds.start, step > 0 ? 0 : highest), clamp(bounds.stop, step > 0 ? length : lowest), step];
}

function sliceIndex(value: Value): number {
  if (value instanceof Undefined || typeof value === 'bigint' || typeof value === 'boolean') {
    return Number(asInteger(value));
  }
  throw typeError('slice indices must be integers or None or have an __index__ method');
}

/** The problem of a missing attribute or element, in Jinja's words. */
export function missing(value: Value, key: Value): Undefined {
  const owner = value === null ? 'None' : `${typeName(value)} object`;
  if (typeof key === 'string') return new Undefined(`'${owner}' has no attribute ${repr(key)}`);
  return new Undefined(`${owner} has no element ${repr(key)}`);
}
