// LaTeX that is a numeral: a number, a fraction of two, or a mixed number.
import { parseRational, ratio, type Rational } from '../rational';

const fraction = String.raw`\\frac\{(-?[\d.]+)\}\{(-?[\d.]+)\}`;
const mixed = new RegExp(String.raw`^([-+]?)(\d*)${fraction}$`, 'u');

/** The value of a normalised numeral; null for anything that would have to be worked out, like 2+2. */
export function latexNumber(text: string): Rational | null {
  const plain = parseRational(text);
  if (plain !== null) return plain;
  const match = mixed.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', top = '', bottom = ''] = match;
  const [numerator, denominator] = [parseRational(top), parseRational(bottom)];
  const units = parseRational(whole === '' ? '0' : whole);
  if (numerator === null || denominator === null || units === null) return null;
  // Only an unsigned proper part can stand beside whole units.
  if (whole !== '' && (top.startsWith('-') || bottom.startsWith('-'))) return null;
  const value = ratio(
    numerator.numerator * denominator.denominator,
    numerator.denominator * denominator.numerator,
  );
  if (value === null) return null;
  const sum = ratio(
    value.numerator * units.denominator + units.numerator * value.denominator,
    value.denominator * units.denominator,
  );
  return sum === null || sign !== '-' ? sum : { ...sum, numerator: -sum.numerator };
}
