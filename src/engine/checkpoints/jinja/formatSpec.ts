// Python's format specifications: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`, and the conversions of the
// % operator, which are the same numbers in other words.
import { boundedIndex } from './arguments.ts';
import { fixed } from './roundFloat.ts';
import { floatText, str } from './printValue.ts';
import {
  characters,
  isNumber,
  numeric,
  typeName,
  Undefined,
  valueError,
  typeError,
  type Value,
} from './values.ts';

export interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | null;
  readonly type: string;
}

const pattern = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** @throws PyError ValueError */
export function parseFormatSpec(text: string): FormatSpec {
  const match = pattern.exec(text);
  if (match === null) throw valueError(`Invalid format specifier '${text}'`);
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? '' : '='),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: boundedIndex(Number(width ?? 0)),
    grouping: grouping ?? '',
    precision: precision === undefined ? null : boundedIndex(Number(precision)),
    type: type ?? '',
  };
}

/** Python's format(value, spec). @throws PyError */
export function formatValue(value: Value, text: string): string {
  if (text === '') return str(value);
  const spec = parseFormatSpec(text);
  if (typeof value === 'string') return formatText(value, spec);
  if (isNumber(value)) {
    if (typeof value === 'boolean' && spec.type === '') return formatNumber(numeric(value), spec);
    return formatNumber(numeric(value), spec);
  }
  const owner = value instanceof Undefined ? 'Undefined' : typeName(value);
  throw typeError(`unsupported format string passed to ${owner}.__format__`);
}

export function formatText(value: string, spec: FormatSpec): string {
  if (spec.type !== '' && spec.type !== 's') {
    throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  }
  if (spec.align === '=') throw valueError("'=' alignment not allowed in string format specifier");
  const shown = spec.precision === null ? value : characters(value).slice(0, spec.precision).join('');
  return pad('', shown, { ...spec, align: spec.align === '' ? '<' : spec.align });
}

export function formatNumber(value: bigint | number, spec: FormatSpec): string {
  if (typeof value === 'bigint' && !'eEfFgG%'.includes(spec.type || 'd')) return formatWhole(value, spec);
  if (typeof value === 'number' && 'bcdoxX'.includes(spec.type || '-')) {
    throw valueError(`Unknown format code '${spec.type}' for object of type 'float'`);
  }
  const number = Number(value);
  const negative = number < 0 || Object.is(number, -0);
  const body = floatBody(Math.abs(number), spec);
  return pad(signOf(negative, spec), group(body, spec.grouping, 3), spec);
}

function formatWhole(value: bigint, spec: FormatSpec): string {
  if (spec.precision !== null) throw valueError('Precision not allowed in integer format specifier');
  const size = value < 0n ? -value : value;
  if (spec.type === 'c')
    return pad('', String.fromCodePoint(Number(size)), { ...spec, align: spec.align || '<' });
  const bases: Readonly<Record<string, readonly [number, string]>> = {
    b: [2, '0b'],
    o: [8, '0o'],
    x: [16, '0x'],
    X: [16, '0X'],
  };
  const [base, prefix] = bases[spec.type] ?? [10, ''];
  const digits = size.toString(base);
  const shown = spec.type === 'X' ? digits.toUpperCase() : digits;
  const sign = signOf(value < 0n, spec) + (spec.alternate ? prefix : '');
  return pad(sign, group(shown, spec.grouping, base === 10 ? 3 : 4), spec);
}

function floatBody(value: number, spec: FormatSpec): string {
  const upper = spec.type !== '' && spec.type === spec.type.toUpperCase() && spec.type !== '%';
  const text = lowerFloatBody(value, spec);
  return upper ? text.toUpperCase() : text;
}

function lowerFloatBody(value: number, spec: FormatSpec): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  const precision = spec.precision ?? 6;
  switch (spec.type.toLowerCase()) {
    case 'f':
      return fixed(value, precision);
    case '%':
      return `${fixed(value * 100, precision)}%`;
    case 'e':
      return exponential(value, precision);
    case 'g':
    case 'n':
      return general(value, precision, spec.alternate);
    default:
      if (spec.precision === null) return floatText(value);
      return general(value, spec.precision, false, true);
  }
}

function exponential(value: number, precision: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(100, precision)).split('e');
  const size = String(Math.abs(Number(exponent))).padStart(2, '0');
  return `${mantissa}e${Number(exponent) < 0 ? '-' : '+'}${size}`;
}

/** The `g` form; as the form without a type it keeps one digit behind the point. */
function general(value: number, precision: number, alternate: boolean, plain = false): string {
  const significant = Math.max(1, precision);
  const exponent =
    value === 0 ? 0 : Number(value.toExponential(Math.min(100, significant - 1)).split('e')[1]);
  const limit = plain ? significant - 1 : significant;
  const scientific = exponent < -4 || exponent >= limit + (plain && exponent < significant ? 1 : 0);
  const text = scientific
    ? exponential(value, significant - 1)
    : fixed(value, Math.max(0, significant - 1 - exponent));
  if (alternate) return text;
  const [mantissa = '', tail] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (tail !== undefined) return `${short}e${tail}`;
  return plain && !short.includes('.') ? `${short}.0` : short;
}

function signOf(negative: boolean, spec: FormatSpec): string {
  if (negative) return '-';
  return spec.sign === '-' ? '' : spec.sign;
}

function group(body: string, separator: string, size: number): string {
  if (separator === '') return body;
  const [whole = '', ...rest] = body.split(/(?=[.e%])/);
  return whole.replace(new RegExp(`\\B(?=(?:[0-9a-fA-F]{${size}})+$)`, 'g'), separator) + rest.join('');
}

function pad(sign: string, body: string, spec: FormatSpec): string {
  const missing = spec.width - characters(sign + body).length;
  if (missing <= 0) return sign + body;
  const fill = (count: number): string => spec.fill.repeat(count);
  switch (spec.align) {
    case '<':
      return sign + body + fill(missing);
    case '^':
      return fill(Math.floor(missing / 2)) + sign + body + fill(Math.ceil(missing / 2));
    case '=':
      return sign + fill(missing) + body;
    default:
      return fill(missing) + sign + body;
  }
}
