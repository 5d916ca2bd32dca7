// Jinja's filters, as jinja2 3.1 has them without autoescaping. Filters over sequences of tests and filters take these as
// arguments; knows no syntax.
import { asFloat, asIndex, asInteger, asText, bind, required } from './arguments.ts';
import { formatNumber } from './formatSpec.ts';
import { getAttribute, getItem, pair } from './methods.ts';
import { binary } from './operators.ts';
import { percentFormat } from './percentFormat.ts';
import { str } from './printValue.ts';
import { splitLines } from './pythonSpaces.ts';
import { roundFloat } from './roundFloat.ts';
import { capitalize, center, replaceText, rightSplit, strip } from './stringMethods.ts';
import { toJson } from './toJson.ts';
import {
  characters,
  hashOf,
  isList,
  isNumber,
  isTrue,
  iterate,
  lengthOf,
  numeric,
  order,
  PyDict,
  PyError,
  PyIterator,
  PyObject,
  PyRange,
  PyTuple,
  sortValues,
  typeError,
  typeName,
  Undefined,
  valueOr,
  valueError,
  type Keywords,
  type Value,
} from './values.ts';

export interface Operations {
  filter(name: string, args: readonly Value[], keywords: Keywords): Value;
  test(name: string, args: readonly Value[], keywords: Keywords): boolean;
}

/** `args[0]` is the value that is filtered. */
type Filter = (args: readonly Value[], keywords: Keywords, operations: Operations) => Value;

export function hasFilter(name: string): boolean {
  return filters.has(name);
}

/** @throws PyError, of type TemplateRuntimeError for an unknown filter */
export function applyFilter(
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  operations: Operations,
): Value {
  const filter = filters.get(name);
  if (filter === undefined) throw new PyError('TemplateRuntimeError', `No filter named '${name}' found.`);
  return filter(args, keywords, operations);
}

/** Filters whose parameters have names: each is bound, and the first one is the value. */
function named(
  name: string,
  parameters: readonly string[],
  apply: (value: Value, ...rest: (Value | undefined)[]) => Value,
): [string, Filter] {
  return [
    name,
    (args, keywords) => {
      const [value, ...rest] = bind(`do_${name}`, ['value', ...parameters], args, keywords);
      return apply(required(value, `do_${name}`, 'value'), ...rest);
    },
  ];
}

function text(name: string, apply: (value: string) => Value): [string, Filter] {
  return named(name, [], (value) => apply(str(value)));
}

/** Reads `a.b.0` of each element. */
function attributeGetter(attribute: Value, otherwise?: Value): (value: Value) => Value {
  const parts: Value[] =
    typeof attribute === 'string'
      ? attribute.split('.').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part))
      : [attribute];
  return (value) => {
    let current = value;
    for (const part of parts) {
      current = getItem(current, part);
      if (current instanceof Undefined && otherwise !== undefined && otherwise !== null) current = otherwise;
    }
    return current;
  };
}

function multiGetter(attribute: Value): (value: Value) => Value {
  if (typeof attribute !== 'string' || !attribute.includes(',')) return attributeGetter(attribute);
  const getters = attribute.split(',').map((part) => attributeGetter(part));
  return (value) => new PyTuple(getters.map((getter) => getter(value)));
}

function ignoreCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function keyOf(attribute: Value | undefined, caseSensitive: Value | undefined): (value: Value) => Value {
  const getter =
    attribute === undefined || attribute === null ? (value: Value) => value : multiGetter(attribute);
  if (isTrue(caseSensitive ?? false)) return getter;
  return (value) => {
    const key = getter(value);
    return key instanceof PyTuple &&
      key.names.length === 0 &&
      typeof attribute === 'string' &&
      attribute.includes(',')
      ? new PyTuple(key.items.map(ignoreCase))
      : ignoreCase(key);
  };
}

function extreme(sign: 1 | -1): (value: Value, ...rest: (Value | undefined)[]) => Value {
  return (value, caseSensitive, attribute) => {
    const key = keyOf(attribute, caseSensitive);
    let best: Value | undefined;
    for (const element of iterate(value)) {
      if (best === undefined || sign * order(key(element), key(best)) < 0) best = element;
    }
    return valueOr(best, () => new Undefined('No aggregated item, sequence was empty.'));
  };
}

function* select(
  args: readonly Value[],
  keywords: Keywords,
  operations: Operations,
  wanted: boolean,
  byAttribute: boolean,
): Generator<Value> {
  const [value = null, ...rest] = args;
  if (!isTrue(value)) return;
  let read = (element: Value): Value => element;
  if (byAttribute) {
    const attribute = rest.shift();
    if (attribute === undefined)
      throw new PyError('FilterArgumentError', 'Missing parameter for attribute name');
    read = attributeGetter(attribute);
  }
  const [name, ...parameters] = rest;
  for (const element of iterate(value)) {
    const tested = read(element);
    const passes =
      name === undefined ? isTrue(tested) : operations.test(asText(name), [tested, ...parameters], keywords);
    if (passes === wanted) yield element;
  }
}

function* map(args: readonly Value[], keywords: Keywords, operations: Operations): Generator<Value> {
  const [value = null, name, ...parameters] = args;
  if (!isTrue(value)) return;
  const attribute = keywords.get('attribute');
  if (name === undefined && attribute !== undefined) {
    const unknown = [...keywords.keys()].find((key) => key !== 'attribute' && key !== 'default');
    if (unknown !== undefined)
      throw new PyError('FilterArgumentError', `Unexpected keyword argument '${unknown}'`);
    const read = attributeGetter(attribute, keywords.get('default'));
    for (const element of iterate(value)) yield read(element);
    return;
  }
  if (name === undefined) throw new PyError('FilterArgumentError', 'map requires a filter argument');
  for (const element of iterate(value)) {
    yield operations.filter(asText(name), [element, ...parameters], keywords);
  }
}

function* batch(value: Value, size: number, fill: Value): Generator<Value> {
  let row: Value[] = [];
  for (const element of iterate(value)) {
    if (row.length === size) {
      yield row;
      row = [];
    }
    row.push(element);
  }
  if (row.length === 0) return;
  if (fill !== null) while (row.length < size) row.push(fill);
  yield row;
}

function* sliced(value: Value, count: number, fill: Value): Generator<Value> {
  const all = [...iterate(value)];
  const size = Math.floor(all.length / count);
  const larger = all.length % count;
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const start = offset + i * size;
    if (i < larger) offset++;
    const row = all.slice(start, offset + (i + 1) * size);
    yield fill !== null && i >= larger ? [...row, fill] : row;
  }
}

function* unique(value: Value, caseSensitive: Value, attribute: Value): Generator<Value> {
  const key = keyOf(attribute, caseSensitive);
  const seen = new Set<string>();
  for (const element of iterate(value)) {
    const hash = hashOf(key(element));
    if (seen.has(hash)) continue;
    seen.add(hash);
    yield element;
  }
}

function groupBy(value: Value, attribute: Value, otherwise: Value | undefined, caseSensitive: Value): Value {
  const read = attributeGetter(attribute, otherwise);
  const key = isTrue(caseSensitive) ? read : (element: Value) => ignoreCase(read(element));
  const groups: { key: Value; list: Value[] }[] = [];
  for (const element of sortValues([...iterate(value)], key)) {
    const last = groups.at(-1);
    if (last !== undefined && order(last.key, key(element)) === 0) last.list.push(element);
    else groups.push({ key: key(element), list: [element] });
  }
  return groups.map(({ list }) => new PyTuple([read(list[0] ?? null), list], ['grouper', 'list']));
}

function reverse(value: Value): Value {
  if (typeof value === 'string') return characters(value).reverse().join('');
  return new PyIterator([...iterate(value)].reverse(), isList(value) ? 'list_reverseiterator' : 'reversed');
}

function toInteger(value: Value, otherwise: Value = 0n, base: Value = 10n): Value {
  if (value instanceof Undefined) throw value.error();
  if (typeof value === 'boolean' || typeof value === 'bigint') return BigInt(value);
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : otherwise;
  if (typeof value !== 'string') return otherwise;
  const whole = parseWhole(value, asIndex(base));
  if (whole !== null) return whole;
  const float = parseFloatText(value);
  return float === null || !Number.isFinite(float) ? otherwise : BigInt(Math.trunc(float));
}

function parseWhole(source: string, base: number): bigint | null {
  const match = /^([+-]?)(0[xX]|0[oO]|0[bB])?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(
    strip(source, null, 'both'),
  );
  if (match === null) return null;
  const [, sign = '', prefix, body = ''] = match;
  const prefixBase =
    prefix === undefined ? null : ({ x: 16, o: 8, b: 2 }[prefix.charAt(1).toLowerCase()] ?? null);
  if (prefixBase !== null && base !== 0 && base !== prefixBase) return null;
  const radix = prefixBase ?? (base === 0 ? 10 : base);
  let result = 0n;
  for (const digit of body.replaceAll('_', '')) {
    const figure = parseInt(digit, 36);
    if (figure >= radix) return null;
    result = result * BigInt(radix) + BigInt(figure);
  }
  return sign === '-' ? -result : result;
}

/** Python's float(text), or null. */
function parseFloatText(source: string): number | null {
  const stripped = strip(source, null, 'both');
  if (/^[+-]?(?:\d+(?:_\d+)*)?(?:\d\.?|\.\d)(?:\d+(?:_\d+)*)?(?:e[+-]?\d+)?$/i.test(stripped)) {
    return Number(stripped.replaceAll('_', ''));
  }
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(stripped);
  if (special === null) return null;
  if (special[2]?.toLowerCase() === 'nan') return NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}

function toFloat(value: Value, otherwise: Value = 0): Value {
  if (value instanceof Undefined) throw value.error();
  if (isNumber(value)) return Number(value);
  return (typeof value === 'string' ? parseFloatText(value) : null) ?? otherwise;
}

function round(value: Value, precision: Value = 0n, method: Value = 'common'): Value {
  const digits = asIndex(precision);
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new PyError('FilterArgumentError', 'method must be common, ceil or floor');
  }
  if (method === 'common') {
    if (!isNumber(value)) {
      if (value instanceof Undefined) throw value.error();
      throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
    }
    const number = numeric(value);
    if (typeof number === 'bigint') return digits >= 0 ? number : BigInt(roundFloat(Number(number), digits));
    return roundFloat(number, digits);
  }
  const unit = 10 ** digits;
  return (method === 'ceil' ? Math.ceil(asFloat(value) * unit) : Math.floor(asFloat(value) * unit)) / unit;
}

function indent(value: Value, width: Value = 4n, first: Value = false, blank: Value = false): string {
  const margin = typeof width === 'string' ? width : ' '.repeat(Math.max(0, asIndex(width)));
  const lines = splitLines(`${asText(value)}\n`);
  const inner = lines.map((line, i) => (i > 0 && (line !== '' || isTrue(blank)) ? margin + line : line));
  return (isTrue(first) ? margin : '') + inner.join('\n');
}

function truncate(
  value: Value,
  length: Value = 255n,
  killWords: Value = false,
  end: Value = '...',
  leeway: Value = 5n,
): string {
  const source = str(value);
  const all = characters(source);
  const [most, mark] = [asIndex(length), asText(end)];
  if (all.length <= most + (leeway === null ? 5 : asIndex(leeway))) return source;
  const kept = all.slice(0, most - characters(mark).length).join('');
  return (isTrue(killWords) ? kept : (rightSplit(kept, ' ', 1)[0] ?? '')) + mark;
}

function escape(value: Value): string {
  return str(value)
    .replaceAll('&', '&amp;')
    .replaceAll('>', '&gt;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');
}

function urlEncode(value: Value): string {
  const quote = (part: Value, safeSlash: boolean): string => {
    const encoded = encodeURIComponent(str(part)).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    return safeSlash ? encoded.replaceAll('%2F', '/') : encoded.replaceAll('%20', '+');
  };
  if (typeof value === 'string' || isNumber(value) || value === null) return quote(value, true);
  const entries = value instanceof PyDict ? value.entries() : [...iterate(value)];
  return entries
    .map((entry) =>
      pair(entry)
        .map((part) => quote(part, false))
        .join('='),
    )
    .join('&');
}

function fileSize(value: Value, binaryUnits: Value = false): string {
  const bytes = Number(toFloat(value));
  const base = isTrue(binaryUnits) ? 1024 : 1000;
  const names = isTrue(binaryUnits)
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const index = names.findIndex((_, i) => bytes < base ** (i + 2));
  const at = index < 0 ? names.length - 1 : index;
  const spec = {
    fill: ' ',
    align: '',
    sign: '-',
    alternate: false,
    width: 0,
    grouping: '',
    precision: 1,
    type: 'f',
  };
  return `${formatNumber(bytes / base ** (at + 1), spec)} ${names[at] ?? ''}`;
}

function dictSort(
  value: Value,
  caseSensitive: Value = false,
  by: Value = 'key',
  reversed: Value = false,
): Value {
  if (!(value instanceof PyDict)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  if (by !== 'key' && by !== 'value') {
    throw new PyError('FilterArgumentError', 'You can only sort by either "key" or "value"');
  }
  const index = by === 'key' ? 0 : 1;
  const key = (entry: Value): Value => {
    const part = pair(entry)[index];
    return isTrue(caseSensitive) ? part : ignoreCase(part);
  };
  return sorted(value.entries(), key, reversed);
}

/** Equal elements keep their order also in reverse, as in Python. */
function sorted(values: readonly Value[], key: (value: Value) => Value, reversed: Value): Value[] {
  if (!isTrue(reversed)) return sortValues(values, key);
  return sortValues([...values].reverse(), key).reverse();
}

function titleWords(source: string): string {
  return source
    .split(/([-\s({[<]+)/u)
    .map((word) => {
      const [first = '', ...rest] = characters(word);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function last(value: Value): Value {
  if (value instanceof PyIterator) throw typeError(`'${typeName(value)}' object is not reversible`);
  return valueOr([...iterate(value)].at(-1), () => new Undefined('No last item, sequence was empty.'));
}

function first(value: Value): Value {
  for (const element of iterate(value)) return element;
  return new Undefined('No first item, sequence was empty.');
}

function stripTags(value: Value): string {
  const entities: Readonly<Record<string, string>> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&#39;': "'",
    '&#34;': '"',
    '&quot;': '"',
  };
  const bare = str(value)
    .replace(/<!--.*?-->/gsu, '')
    .replace(/<.*?>/gsu, '');
  return bare
    .split(/\s+/u)
    .filter(Boolean)
    .join(' ')
    .replace(/&(?:amp|lt|gt|quot|#39|#34);/g, (sign) => entities[sign] ?? sign);
}

const safeSequence = (value: Value): Value[] => [...iterate(value)];

const filters = new Map<string, Filter>([
  named('abs', [], (value) => {
    if (value instanceof Undefined) throw value.error();
    if (!isNumber(value)) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
    const number = numeric(value);
    return number < 0 ? -number : number;
  }),
  named('attr', ['name'], (value, name = null) => {
    const attribute = asText(name);
    // By attribute only: keys of a dict are not looked at.
    if (value instanceof PyDict && value.has(attribute)) {
      const method = getAttribute(new PyDict(), attribute);
      return method instanceof Undefined ? method : getAttribute(value, attribute);
    }
    return getAttribute(value, attribute);
  }),
  named('batch', ['linecount', 'fill_with'], (value, size, fill = null) => {
    return new PyIterator(batch(value, asIndex(required(size, 'do_batch', 'linecount')), fill));
  }),
  text('capitalize', capitalize),
  named('center', ['width'], (value, width = 80n) => center(str(value), asIndex(width), ' ')),
  named('count', [], (value) => BigInt(lengthOf(value))),
  ...['d', 'default'].map((name) =>
    named(name, ['default_value', 'boolean'], (value, otherwise = '', boolean = false) => {
      return value instanceof Undefined || (isTrue(boolean) && !isTrue(value)) ? otherwise : value;
    }),
  ),
  named('dictsort', ['case_sensitive', 'by', 'reverse'], dictSort),
  named('e', [], escape),
  named('escape', [], escape),
  named('filesizeformat', ['binary'], fileSize),
  named('first', [], first),
  named('float', ['default'], toFloat),
  named('forceescape', [], escape),
  [
    'format',
    ([value = null, ...args], keywords) => {
      if (args.length > 0 && keywords.size > 0) {
        throw new PyError(
          'FilterArgumentError',
          "can't handle positional and keyword arguments at the same time",
        );
      }
      return percentFormat(str(value), keywords.size > 0 ? new PyDict(keywords) : new PyTuple(args));
    },
  ],
  named(
    'groupby',
    ['attribute', 'default', 'case_sensitive'],
    (value, attribute, otherwise, caseSensitive = false) => {
      return groupBy(value, required(attribute, 'do_groupby', 'attribute'), otherwise, caseSensitive);
    },
  ),
  named('indent', ['width', 'first', 'blank'], indent),
  named('int', ['default', 'base'], toInteger),
  named('items', [], (value) => {
    if (value instanceof Undefined) return new PyIterator([]);
    if (!(value instanceof PyDict)) throw typeError('Can only get item pairs from a mapping.');
    return new PyIterator(value.entries());
  }),
  named('join', ['d', 'attribute'], (value, separator = '', attribute = null) => {
    const read = attribute === null ? (element: Value) => element : attributeGetter(attribute);
    return safeSequence(value)
      .map((element) => str(read(element)))
      .join(str(separator));
  }),
  named('last', [], last),
  named('length', [], (value) => BigInt(lengthOf(value))),
  named('list', [], safeSequence),
  text('lower', (value) => value.toLowerCase()),
  ['map', (args, keywords, operations) => new PyIterator(map(args, keywords, operations))],
  named('max', ['case_sensitive', 'attribute'], extreme(-1)),
  named('min', ['case_sensitive', 'attribute'], extreme(1)),
  named('random', [], (value) => {
    const all = safeSequence(value);
    const chosen = all[Math.floor(Math.random() * all.length)];
    return valueOr(chosen, () => new Undefined('No random item, sequence was empty.'));
  }),
  [
    'reject',
    (args, keywords, operations) => new PyIterator(select(args, keywords, operations, false, false)),
  ],
  [
    'rejectattr',
    (args, keywords, operations) => new PyIterator(select(args, keywords, operations, false, true)),
  ],
  named('replace', ['old', 'new', 'count'], (value, old, replacement, count = null) => {
    const from = str(required(old, 'do_replace', 'old'));
    const to = str(required(replacement, 'do_replace', 'new'));
    return replaceText(str(value), from, to, count === null ? -1 : asIndex(count));
  }),
  named('reverse', [], reverse),
  named('round', ['precision', 'method'], round),
  named('safe', [], str),
  ['select', (args, keywords, operations) => new PyIterator(select(args, keywords, operations, true, false))],
  [
    'selectattr',
    (args, keywords, operations) => new PyIterator(select(args, keywords, operations, true, true)),
  ],
  named('slice', ['slices', 'fill_with'], (value, count, fill = null) => {
    return new PyIterator(sliced(value, asIndex(required(count, 'do_slice', 'slices')), fill));
  }),
  named(
    'sort',
    ['reverse', 'case_sensitive', 'attribute'],
    (value, reversed = false, caseSensitive, attribute) => {
      return sorted(safeSequence(value), keyOf(attribute, caseSensitive), reversed);
    },
  ),
  text('string', (value) => value),
  named('striptags', [], stripTags),
  named('sum', ['attribute', 'start'], (value, attribute = null, start = 0n) => {
    const read = attribute === null ? (element: Value) => element : attributeGetter(attribute);
    return safeSequence(value).reduce<Value>((total, element) => binary('+', total, read(element)), start);
  }),
  text('title', titleWords),
  ['tojson', toJson],
  named('trim', ['chars'], (value, set = null) => strip(str(value), set, 'both')),
  named('truncate', ['length', 'killwords', 'end', 'leeway'], truncate),
  named('unique', ['case_sensitive', 'attribute'], (value, caseSensitive = false, attribute = null) => {
    return new PyIterator(unique(value, caseSensitive, attribute));
  }),
  text('upper', (value) => value.toUpperCase()),
  named('urlencode', [], urlEncode),
  named('wordcount', [], (value) => BigInt((str(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length)),
]);

// What a sandboxed range() may have at most.
const maxRange = 100_000n;

/** Jinja's sandboxed range(). @throws PyError OverflowError for one that is too long */
export function makeRange(args: readonly Value[]): PyRange {
  const [first, second, third] = args.map(asInteger);
  if (first === undefined) throw typeError('range expected at least 1 argument, got 0');
  const step = third ?? 1n;
  if (step === 0n) throw valueError('range() arg 3 must not be zero');
  const range = second === undefined ? new PyRange(0n, first, 1n) : new PyRange(first, second, step);
  if (range.length > maxRange) {
    throw new PyError(
      'OverflowError',
      'Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).',
    );
  }
  return range;
}

/** Whether Python could call it. */
export function isCallable(value: Value): boolean {
  return value instanceof Undefined || (value instanceof PyObject && value.call !== null);
}
