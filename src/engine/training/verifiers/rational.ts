// Exact rational numbers, and how numbers are written in answers.

/** In lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Longer numbers are no answers, and big powers take long. */
const maxDigits = 400;
const maxExponent = 400;

const grouped = String.raw`\d{1,3}(?:,\d{3})+`;
const decimal = String.raw`(?:${grouped}|\d+)(?:\.\d+)?|\.\d+`;

/**
 * What is taken for a number in text: ASCII digits, thousands separated by commas, a decimal point, an exponent,
 * and a simple fraction of two whole numbers. Neither NaN nor Infinity, nor digits of other scripts.
 */
export const numberPattern = String.raw`[-+\u2212]?(?:\d+\s*/\s*\d+(?![\d.,/]*\d)|(?:${decimal})(?:[eE][-+]?\d+)?)`;

const whole = new RegExp(`^(?:${numberPattern})$`, 'u');
const parts = /^([-+]?)(\d*)(?:\.(\d+))?(?:e([-+]?\d+))?$/u;

/** The value of a number that is all of the text; null where the text is anything else, or too long. */
export function parseRational(text: string): Rational | null {
  const trimmed = text.trim();
  if (trimmed.length > maxDigits || !whole.test(trimmed)) return null;
  const plain = trimmed.replaceAll(',', '').replace('\u2212', '-').toLowerCase();
  const fraction = /^([-+]?\d+)\s*\/\s*(\d+)$/u.exec(plain);
  if (fraction !== null) return ratio(BigInt(fraction[1]?.replace('+', '') ?? ''), BigInt(fraction[2] ?? ''));
  const match = parts.exec(plain);
  if (match === null) return null;
  const [, sign, integer = '', decimals = '', exponentText = '0'] = match;
  const exponent = Number(exponentText) - decimals.length;
  if (!Number.isFinite(exponent) || Math.abs(exponent) > maxExponent) return null;
  const digits = BigInt(`${integer}${decimals}`) * (sign === '-' ? -1n : 1n);
  return exponent >= 0
    ? ratio(digits * 10n ** BigInt(exponent), 1n)
    : ratio(digits, 10n ** BigInt(-exponent));
}

/** Whether a text is a division of whole numbers that comes out even, like 14/2: written down, not worked out. */
export function isUndoneDivision(text: string | null): boolean {
  const value = text?.includes('/') === true ? parseRational(text) : null;
  return value?.denominator === 1n;
}

/** null where the denominator is 0. */
export function ratio(numerator: bigint, denominator: bigint): Rational | null {
  if (denominator === 0n) return null;
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = gcd(numerator < 0n ? -numerator : numerator, denominator * sign);
  return { numerator: (numerator * sign) / divisor, denominator: (denominator * sign) / divisor };
}

export function sameRational(a: Rational, b: Rational): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

/** |a − b| ≤ tolerance · |b|, exactly. */
export function withinTolerance(a: Rational, b: Rational, tolerance: number): boolean {
  if (sameRational(a, b)) return true;
  const limit = parseRational(tolerance.toFixed(12));
  if (limit === null) return false;
  const difference = abs(a.numerator * b.denominator - b.numerator * a.denominator);
  // Both sides times the denominators.
  return difference * limit.denominator <= abs(b.numerator) * a.denominator * limit.numerator;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
