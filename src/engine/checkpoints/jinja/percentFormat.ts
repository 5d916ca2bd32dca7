// Python's `text % values`.
import { asFloat, asIndex, boundedIndex } from './arguments.ts';
import { formatNumber, formatText, type FormatSpec } from './formatSpec.ts';
import { codeEscape, isPrintable, repr, str } from './printValue.ts';
import {
  isList,
  isNumber,
  numeric,
  PyDict,
  PyTuple,
  typeError,
  typeName,
  valueError,
  type Value,
} from './values.ts';

const conversion = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([hlL])?([diouxXeEfFgGcrsa%])?/g;

/** @throws PyError TypeError for too few or too many values, or one of another type */
export function percentFormat(text: string, values: Value): string {
  const items = values instanceof PyTuple ? values.items : [values];
  let next = 0;
  const take = (): Value => {
    const value = items[next++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  };
  const result = text.replace(
    conversion,
    (
      match: string,
      name: string | undefined,
      flags: string,
      width?: string,
      precision?: string,
      _length?: string,
      type?: string,
    ) => {
      if (type === '%') return '%';
      if (type === undefined) throw valueError('unsupported format character in format string');
      const wide = width === '*' ? asIndex(take()) : boundedIndex(Number(width ?? 0));
      const hasPrecision = precision !== undefined || match.includes('.');
      const digits = precision === '*' ? asIndex(take()) : boundedIndex(Number(precision ?? 0));
      let value: Value;
      if (name === undefined) value = take();
      else {
        if (!(values instanceof PyDict)) throw typeError('format requires a mapping');
        const found = values.get(name);
        if (found === undefined) throw typeError(`KeyError: ${repr(name)}`);
        value = found;
      }
      return convert(value, type, specOf(flags, wide, hasPrecision ? digits : null));
    },
  );
  const unused = next < items.length && !(values instanceof PyDict) && !isList(values);
  if (unused) throw typeError('not all arguments converted during string formatting');
  return result;
}

function specOf(flags: string, width: number, precision: number | null): FormatSpec {
  const left = flags.includes('-');
  const zero = flags.includes('0') && !left;
  return {
    fill: zero ? '0' : ' ',
    align: left ? '<' : zero ? '=' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    alternate: flags.includes('#'),
    width,
    grouping: '',
    precision,
    type: '',
  };
}

function convert(value: Value, type: string, spec: FormatSpec): string {
  const textSpec = { ...spec, fill: ' ', align: spec.align === '=' ? '>' : spec.align };
  switch (type) {
    case 's':
      return formatText(str(value), textSpec);
    case 'r':
      return formatText(repr(value), textSpec);
    case 'a':
      return formatText(asciiRepr(value), textSpec);
    case 'c':
      return formatText(typeof value === 'string' ? value : String.fromCodePoint(asIndex(value)), textSpec);
    case 'd':
    case 'i':
    case 'u': {
      if (!isNumber(value))
        throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
      const number = numeric(value);
      const whole = typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
      return formatNumber(whole, { ...spec, type: 'd', precision: null });
    }
    case 'o':
    case 'x':
    case 'X': {
      if (!isNumber(value) || typeof value === 'number') {
        throw typeError(`%${type} format: an integer is required, not ${typeName(value)}`);
      }
      return formatNumber(numeric(value), { ...spec, type, precision: null });
    }
    default:
      return formatNumber(asFloat(value), { ...spec, type });
  }
}

/** Python's ascii(value). */
export function asciiRepr(value: Value): string {
  return Array.from(repr(value), (character) =>
    character.charCodeAt(0) < 128 && isPrintable(character) ? character : codeEscape(character),
  ).join('');
}
