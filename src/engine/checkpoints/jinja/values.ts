// The values of a template, as Python has them: whole numbers are bigint and floats are number, so that 1 and 1.0 stay apart. Knows
// no syntax, filter or method.
// The files of this folder name each other with their ending: Node runs them from source too, and looks for no other.

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly Value[]
  | PyTuple
  | PyDict
  | PyRange
  | PyIterator
  | PyObject
  | Undefined;

/** What Python or Jinja would raise. `type` is Python's name of the exception. */
export class PyError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export const typeError = (message: string): PyError => new PyError('TypeError', message);
export const valueError = (message: string): PyError => new PyError('ValueError', message);

/** What a name, attribute or element is that does not exist; most uses of it raise `problem`. */
export class Undefined {
  readonly problem: string;
  readonly type: string;

  constructor(problem: string, type = 'UndefinedError') {
    this.problem = problem;
    this.type = type;
  }

  error(): PyError {
    return new PyError(this.type, this.problem);
  }
}

export class PyTuple {
  readonly items: readonly Value[];
  /** Of a named tuple. */
  readonly names: readonly string[];

  constructor(items: readonly Value[], names: readonly string[] = []) {
    this.items = items;
    this.names = names;
  }
}

export class PyRange {
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;

  constructor(start: bigint, stop: bigint, step: bigint) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): bigint {
    const { start, stop, step } = this;
    const span = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    return span <= 0n ? 0n : (span + size - 1n) / size;
  }

  items(): bigint[] {
    return Array.from({ length: Number(this.length) }, (_, i) => this.start + BigInt(i) * this.step);
  }
}

/** A generator, or another iterator, that can be read once. */
export class PyIterator {
  readonly typeName: string;
  readonly iterator: Iterator<Value>;

  constructor(iterable: Iterable<Value>, typeName = 'generator') {
    this.iterator = iterable[Symbol.iterator]();
    this.typeName = typeName;
  }
}

export type Keywords = ReadonlyMap<string, Value>;

/** Everything else that has attributes, items, or can be called. */
export class PyObject {
  readonly typeName: string;
  /** What Python prints; null where that has an address in memory. */
  readonly printed: string | null;
  readonly attribute: (name: string) => Value | undefined;
  readonly call: ((args: readonly Value[], keywords: Keywords) => Value) | null;
  /** The elements, where Python can iterate over it (views of dicts). */
  readonly items: (() => Value[]) | null;
  /** Where a template may set attributes: namespaces. */
  readonly assignable: Map<string, Value> | null;

  constructor(parts: {
    readonly typeName: string;
    readonly printed?: string;
    readonly attribute?: (name: string) => Value | undefined;
    readonly call?: (args: readonly Value[], keywords: Keywords) => Value;
    readonly items?: () => Value[];
    readonly assignable?: Map<string, Value>;
  }) {
    this.typeName = parts.typeName;
    this.printed = parts.printed ?? null;
    this.attribute = parts.attribute ?? (() => undefined);
    this.call = parts.call ?? null;
    this.items = parts.items ?? null;
    this.assignable = parts.assignable ?? null;
  }
}

export function pyFunction(
  call: (args: readonly Value[], keywords: Keywords) => Value,
  typeName = 'function',
): PyObject {
  return new PyObject({ typeName, call });
}

/** Keeps the order of insertion; 1, 1.0 and True are one key. */
export class PyDict {
  readonly #entries = new Map<string, [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hashOf(key));
  }

  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    const present = this.#entries.get(hash);
    if (present === undefined) this.#entries.set(hash, [key, value]);
    else present[1] = value;
  }

  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }

  values(): Value[] {
    return [...this.#entries.values()].map(([, value]) => value);
  }

  entries(): PyTuple[] {
    return [...this.#entries.values()].map((entry) => new PyTuple(entry));
  }
}

let nextIdentity = 0;
const identities = new WeakMap<object, number>();

/** Equal for values that are one dict key in Python. @throws PyError TypeError for what cannot be hashed */
export function hashOf(value: Value): string {
  if (typeof value === 'string') return `s${value}`;
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'n1' : 'n0';
  if (typeof value === 'bigint') return `n${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
  if (value instanceof PyTuple) return `t${JSON.stringify(value.items.map(hashOf))}`;
  if (value instanceof Undefined) return 'undefined';
  if (isList(value) || value instanceof PyDict) throw typeError(`unhashable type: '${typeName(value)}'`);
  const identity = identities.get(value) ?? nextIdentity++;
  identities.set(value, identity);
  return `o${identity}`;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isNumber(value: Value): value is boolean | bigint | number {
  return typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number';
}

/** `??` would take None, a value like others, for a missing one. */
export function valueOr(value: Value | undefined, otherwise: () => Value): Value {
  return value === undefined ? otherwise() : value;
}

/** A boolean counts as 0 or 1. */
export function numeric(value: boolean | bigint | number): bigint | number {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value;
}

/** Python's `type(value).__name__`. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (isList(value)) return 'list';
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PyTuple) return 'tuple';
  if (value instanceof PyRange) return 'range';
  if (value instanceof Undefined) return 'Undefined';
  return value.typeName;
}

export function isTrue(value: Value): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (typeof value === 'string' || isList(value)) return value.length > 0;
  if (value instanceof PyDict) return value.size > 0;
  if (value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyRange) return value.length > 0n;
  if (value instanceof PyObject) return value.items === null || value.items().length > 0;
  if (value instanceof PyIterator) return true;
  return Boolean(value);
}

/** Python counts a text in code points. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/** Python's iter(). @throws PyError TypeError for what has no elements */
export function iterate(value: Value): Iterable<Value> {
  if (typeof value === 'string') return characters(value);
  if (isList(value)) return value;
  if (value instanceof PyDict) return value.keys();
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PyRange) return value.items();
  if (value instanceof Undefined) return [];
  if (value instanceof PyIterator) return { [Symbol.iterator]: () => value.iterator };
  if (value instanceof PyObject && value.items !== null) return value.items();
  throw typeError(`'${typeName(value)}' object is not iterable`);
}

/** Python's len(). @throws PyError TypeError */
export function lengthOf(value: Value): number {
  if (typeof value === 'string') return characters(value).length;
  if (isList(value)) return value.length;
  if (value instanceof PyDict) return value.size;
  if (value instanceof PyTuple) return value.items.length;
  if (value instanceof PyRange) return Number(value.length);
  if (value instanceof Undefined) return 0;
  if (value instanceof PyObject && value.items !== null) return value.items().length;
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}

/** Python's ==. */
export function equals(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return numeric(a) == numeric(b);
  if (isList(a) && isList(b)) return sameItems(a, b);
  if (a instanceof PyTuple && b instanceof PyTuple) return sameItems(a.items, b.items);
  if (a instanceof PyDict && b instanceof PyDict) {
    return (
      a.size === b.size &&
      a.entries().every(({ items: [key = null, value = null] }) => {
        const other = b.get(key);
        return other !== undefined && equals(value, other);
      })
    );
  }
  if (a instanceof PyRange && b instanceof PyRange) return sameItems(a.items(), b.items());
  if (a instanceof Undefined) return b instanceof Undefined;
  return a === b;
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => equals(item, b[i] ?? null));
}

/** Python's ordering: negative, zero or positive, NaN where none holds. @throws PyError TypeError between other types */
export function order(a: Value, b: Value, operator = '<'): number {
  if (a instanceof Undefined) throw a.error();
  if (b instanceof Undefined) throw b.error();
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [numeric(a), numeric(b)];
    if (x < y) return -1;
    if (x > y) return 1;
    return x == y ? 0 : NaN;
  }
  if (typeof a === 'string' && typeof b === 'string') return orderText(a, b);
  if (isList(a) && isList(b)) return orderItems(a, b, operator);
  if (a instanceof PyTuple && b instanceof PyTuple) return orderItems(a.items, b.items, operator);
  throw typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function orderItems(a: readonly Value[], b: readonly Value[], operator: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] ?? null, b[i] ?? null];
    if (!equals(x, y)) return order(x, y, operator);
  }
  return a.length - b.length;
}

/** By code point; JavaScript compares UTF-16 units. */
function orderText(a: string, b: string): number {
  const [x, y] = [characters(a), characters(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

/** Python's `item in container`. @throws PyError TypeError */
export function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (container instanceof PyDict) return container.has(item);
  if (isNumber(container) || container === null) {
    throw typeError(`argument of type '${typeName(container)}' is not iterable`);
  }
  for (const element of iterate(container)) if (equals(element, item)) return true;
  return false;
}

/** JSON-like data as Python's json would read it: a whole number becomes an int. */
export function fromPlain(value: unknown): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value === 'object' && value !== null) {
    return new PyDict(Object.entries(value).map(([key, item]) => [key, fromPlain(item)] as const));
  }
  return null;
}

/** Python's sorted(): stable, in its ordering. @throws PyError TypeError */
export function sortValues(
  values: readonly Value[],
  key: (value: Value) => Value = (value) => value,
): Value[] {
  return values
    .map((value) => ({ value, by: key(value) }))
    .sort((a, b) => order(a.by, b.by))
    .map(({ value }) => value);
}
