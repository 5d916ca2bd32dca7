// The attributes of values: what `value.name` is before Jinja looks among the keys. Methods that change a value are refused, as
// Jinja's immutable sandbox does.
import { asIndex, required, securityError } from './arguments.ts';
import { item, missing } from './operators.ts';
import { repr, str } from './printValue.ts';
import { stringMethod } from './stringMethods.ts';
import {
  equals,
  isList,
  iterate,
  PyDict,
  PyObject,
  PyRange,
  PyTuple,
  pyFunction,
  Undefined,
  valueError,
  valueOr,
  type Keywords,
  type Value,
} from './values.ts';

type Call = (args: readonly Value[], keywords: Keywords) => Value;

const changing = {
  list: new Set(['append', 'clear', 'extend', 'insert', 'pop', 'remove', 'reverse', 'sort']),
  dict: new Set(['clear', 'pop', 'popitem', 'setdefault', 'update']),
};

/** `value.name`: an attribute, else the element of that key. @throws PyError of an undefined value */
export function getAttribute(value: Value, name: string): Value {
  if (value instanceof Undefined) throw value.error();
  return valueOr(ownAttribute(value, name), () => valueOr(item(value, name), () => missing(value, name)));
}

/** `value[key]`: an element, else the attribute of that name. @throws PyError of an undefined value */
export function getItem(value: Value, key: Value): Value {
  if (value instanceof Undefined) throw value.error();
  const element = item(value, key);
  if (element !== undefined) return element;
  const attribute = typeof key === 'string' ? ownAttribute(value, key) : undefined;
  return valueOr(attribute, () => missing(value, key));
}

function ownAttribute(value: Value, name: string): Value | undefined {
  // Python's own attributes are open to no template.
  if (name.startsWith('__')) return undefined;
  if (typeof value === 'string') {
    const method = stringMethod(name, (owner, key, byAttribute) =>
      byAttribute ? getAttribute(owner, str(key)) : getItem(owner, key),
    );
    return method === null ? undefined : bound((args, keywords) => method(value, args, keywords));
  }
  if (isList(value)) {
    if (changing.list.has(name)) return securityError(name, value);
    if (name === 'copy') return bound(() => [...value]);
    return sequenceMethod(value, name);
  }
  if (value instanceof PyTuple) {
    const index = value.names.indexOf(name);
    return index < 0 ? sequenceMethod(value.items, name) : value.items[index];
  }
  if (value instanceof PyDict) {
    if (changing.dict.has(name)) return securityError(name, value);
    return dictMethod(value, name);
  }
  if (value instanceof PyRange) {
    if (name === 'start' || name === 'stop' || name === 'step') return value[name];
    return sequenceMethod(value.items(), name);
  }
  if (typeof value === 'bigint' || typeof value === 'boolean') return wholeAttribute(BigInt(value), name);
  if (typeof value === 'number') return floatAttribute(value, name);
  return value instanceof PyObject ? value.attribute(name) : undefined;
}

function bound(call: Call): PyObject {
  return pyFunction(call, 'builtin_function_or_method');
}

function sequenceMethod(items: readonly Value[], name: string): Value | undefined {
  if (name === 'count') {
    return bound((args) => {
      const wanted = required(args[0], 'count', 'value');
      return BigInt(items.filter((element) => equals(element, wanted)).length);
    });
  }
  if (name !== 'index') return undefined;
  return bound((args) => {
    const wanted = required(args[0], 'index', 'value');
    const start = args[1] === undefined ? 0 : asIndex(args[1]);
    const stop = args[2] === undefined ? items.length : asIndex(args[2]);
    const from = start < 0 ? start + items.length : start;
    const to = stop < 0 ? stop + items.length : stop;
    const at = items.findIndex((element, i) => i >= from && i < to && equals(element, wanted));
    if (at < 0) throw valueError(`${repr(wanted)} is not in list`);
    return BigInt(at);
  });
}

function view(kind: 'keys' | 'values' | 'items', dict: PyDict): PyObject {
  const items = (): Value[] => (kind === 'items' ? dict.entries() : dict[kind]());
  return new PyObject({ typeName: `dict_${kind}`, printed: `dict_${kind}(${repr(items())})`, items });
}

function dictMethod(dict: PyDict, name: string): Value | undefined {
  switch (name) {
    case 'keys':
    case 'values':
    case 'items':
      return bound(() => view(name, dict));
    case 'get':
      return bound((args) => valueOr(dict.get(required(args[0], 'get', 'key')), () => args[1] ?? null));
    case 'copy':
      return bound(() => new PyDict(dict.entries().map(pair)));
    case 'fromkeys':
      return bound(([keys = null, value = null]) => {
        return new PyDict([...iterate(keys)].map((key) => [key, value] as const));
      });
    default:
      return undefined;
  }
}

/** The two items of a pair. @throws PyError ValueError */
export function pair(value: Value): readonly [Value, Value] {
  const items = [...iterate(value)];
  const [key, element] = items;
  if (items.length !== 2 || key === undefined || element === undefined) {
    throw valueError(`dictionary update sequence element has length ${items.length}; 2 is required`);
  }
  return [key, element];
}

function wholeAttribute(value: bigint, name: string): Value | undefined {
  switch (name) {
    case 'real':
    case 'numerator':
      return value;
    case 'imag':
      return 0n;
    case 'denominator':
      return 1n;
    case 'bit_length':
      return bound(() => (value === 0n ? 0n : BigInt((value < 0n ? -value : value).toString(2).length)));
    case 'is_integer':
      return bound(() => true);
    default:
      return undefined;
  }
}

function floatAttribute(value: number, name: string): Value | undefined {
  if (name === 'real') return value;
  if (name === 'imag') return 0;
  return name === 'is_integer' ? bound(() => Number.isInteger(value)) : undefined;
}
