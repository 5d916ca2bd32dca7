// Jinja's tests: what stands behind `is`.
import { asInteger, asText } from './arguments.ts';
import { hasFilter, isCallable } from './filters.ts';
import { str } from './printValue.ts';
import { isLower, isUpper } from './stringMethods.ts';
import {
  contains,
  equals,
  isList,
  isNumber,
  order,
  PyDict,
  PyError,
  PyIterator,
  PyObject,
  PyRange,
  PyTuple,
  typeError,
  Undefined,
  type Value,
} from './values.ts';

/** `args[0]` is the value that is tested. */
type Test = (value: Value, argument: Value) => boolean;

export function hasTest(name: string): boolean {
  return tests.has(name);
}

/** @throws PyError, of type TemplateRuntimeError for an unknown test */
export function applyTest(name: string, args: readonly Value[]): boolean {
  const test = tests.get(name);
  if (test === undefined) throw new PyError('TemplateRuntimeError', `No test named '${name}' found.`);
  const [value = null, argument] = args;
  if (argument === undefined && withArgument.has(name)) {
    throw typeError(`test_${name}() missing 1 required positional argument`);
  }
  if (argument !== undefined && !withArgument.has(name)) {
    throw typeError(`test_${name}() takes 1 positional argument but ${args.length} were given`);
  }
  return test(value, argument ?? null);
}

const compare =
  (accepts: (order: number) => boolean, operator: string): Test =>
  (a, b) =>
    accepts(order(a, b, operator));
const greater = compare((sign) => sign > 0, '>');
const atLeast = compare((sign) => sign >= 0, '>=');
const less = compare((sign) => sign < 0, '<');
const atMost = compare((sign) => sign <= 0, '<=');
const equal: Test = equals;
const unequal: Test = (a, b) => !equals(a, b);

function remainder(value: Value, divisor: bigint): bigint {
  const rest = asInteger(value) % divisor;
  return rest < 0n ? rest + divisor : rest;
}

function isIterable(value: Value): boolean {
  return (
    isSequence(value) || value instanceof PyIterator || (value instanceof PyObject && value.items !== null)
  );
}

function isSequence(value: Value): boolean {
  return (
    typeof value === 'string' ||
    isList(value) ||
    value instanceof PyTuple ||
    value instanceof PyDict ||
    value instanceof PyRange ||
    value instanceof Undefined
  );
}

const withArguments: readonly [string, Test][] = [
  ['divisibleby', (value, divisor) => remainder(value, asInteger(divisor)) === 0n],
  ['sameas', (a, b) => Object.is(a, b)],
  ['in', (value, container) => contains(container, value)],
  ['==', equal],
  ['eq', equal],
  ['equalto', equal],
  ['!=', unequal],
  ['ne', unequal],
  ['>', greater],
  ['gt', greater],
  ['greaterthan', greater],
  ['>=', atLeast],
  ['ge', atLeast],
  ['<', less],
  ['lt', less],
  ['lessthan', less],
  ['<=', atMost],
  ['le', atMost],
];
const withArgument: ReadonlySet<string> = new Set(withArguments.map(([name]) => name));

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...withArguments,
  ['odd', (value) => remainder(value, 2n) === 1n],
  ['even', (value) => remainder(value, 2n) === 0n],
  ['defined', (value) => !(value instanceof Undefined)],
  ['undefined', (value) => value instanceof Undefined],
  ['filter', (value) => hasFilter(asText(value))],
  ['test', (value) => hasTest(asText(value))],
  ['none', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['false', (value) => value === false],
  ['true', (value) => value === true],
  ['integer', (value) => typeof value === 'bigint'],
  ['float', (value) => typeof value === 'number'],
  ['lower', (value) => isLower(str(value))],
  ['upper', (value) => isUpper(str(value))],
  ['string', (value) => typeof value === 'string'],
  ['mapping', (value) => value instanceof PyDict],
  ['number', isNumber],
  ['sequence', isSequence],
  ['iterable', isIterable],
  ['callable', isCallable],
  ['escaped', () => false],
]);
