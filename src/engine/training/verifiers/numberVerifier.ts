// The completion's final number against the reference, as exact rationals.
import type { TaskItem, Verifier, VerifierInput, VerifierResult } from '../tasks/task';
import { hasOpenBox } from './findBoxed';
import { finalAnswers } from './finalAnswers';
import {
  isUndoneDivision,
  numberPattern,
  parseRational,
  sameRational,
  withinTolerance,
  type Rational,
} from './rational';
import { referenceText } from './referenceColumn';
import { failed, passed, verifyEach } from './verifyEach';
import type { SpecOf } from './verifierSpec';

/** Where a final answer has no marker, only so much of the end is looked at. */
const tailLength = 2000;

/**
 * Policy. A marked answer (`#### 7`, `\boxed{7}`, `<answer>7</answer>`) goes before any other number; it has to hold one
 * number, with a currency, percent sign or unit at most. Where several answers are marked they must be equal. Without
 * a marker the last number of the text counts, unless it ends a list of different numbers ("6 or 7", "5, 6, 7"): an
 * answer that hedges is wrong. A division that comes out even, `14/2`, is no answer: it may be the task itself. A completion cut by the token limit passes only with a marker that was closed before
 * the cut, since the number at the end may be half of one.
 */
export function numberVerifier(spec: SpecOf<'number'>): Verifier {
  return verifyEach({
    id: 'number',
    needs: [spec.column],
    checkItem: (item) => void referenceNumber(item, spec.column),
    checkOne: (input) => checkNumber(input, referenceNumber(input.item, spec.column), spec),
  });
}

function referenceNumber(item: TaskItem, column: string): Rational {
  const reference = parseMarked(referenceText(item, column));
  if (reference !== null) return reference;
  throw new Error(`the reference of item ${item.id}, column "${column}", is not a number.`);
}

function checkNumber(input: VerifierInput, reference: Rational, spec: SpecOf<'number'>): VerifierResult {
  const equal = (value: Rational): boolean => withinTolerance(value, reference, spec.tolerance);
  const marked = finalAnswers(input.answer);
  if (marked.length > 0) {
    if (input.truncated && !marked.every(({ closed }) => closed)) {
      return failed('The completion was cut within its final answer.');
    }
    const [first = '', ...others] = new Set(marked.map(({ text }) => text));
    const value = parseMarked(first);
    if (value === null) return failed('The marked answer is not one number.');
    if (isUndoneDivision(markedNumeral(first))) return failed('The marked answer is a division left undone.');
    // Stops at the first that differs: a hostile text may have a hundred thousand.
    const agree = others.every((text) => {
      const other = parseMarked(text);
      return other !== null && sameRational(other, value);
    });
    if (!agree) return failed('Several different answers are marked.');
    return equal(value) ? passed('The marked answer is right.') : failed('The marked answer is wrong.');
  }
  if (spec.marker_required) return failed('No answer is marked.');
  if (input.truncated) return failed('The completion was cut before it marked an answer.');
  if (hasOpenBox(input.answer)) return failed('The boxed answer is not closed.');
  const last = lastNumber(input.answer);
  if (last === null) return failed('There is no final number.');
  if (last === 'hedged') return failed('The text ends in a list of different numbers.');
  if (last === 'undone') return failed('The text ends in a division left undone.');
  return equal(last) ? passed('The last number is right.') : failed('The last number is wrong.');
}

const number = new RegExp(`(?<![\\p{L}\\p{N}_.,])(?:${numberPattern})(?![\\p{L}\\p{N}_]|[.,]\\p{N})`, 'gu');
const listSeparator = /^[\s*$€£%]*(?:(?:,|;|\/|\||or|and|&|~|,\s*or|,\s*and)[\s*$€£]*|[ \t]+)$/iu;

/** The last number of a text that marks none; `hedged` where it ends a list of different numbers, `undone` where it is 14/2. */
function lastNumber(text: string): Rational | 'hedged' | 'undone' | null {
  const tail = text.slice(-tailLength);
  // LaTeX's fractions and separators, as they are written in running text.
  const plain = tail
    .replace(/\\[dt]?frac\s*\{(\d+)\}\s*\{(\d+)\}/gu, '$1/$2')
    .replaceAll(/\\[!,]|\{,\}/gu, (separator) => (separator === '{,}' ? ',' : ''))
    .replaceAll(/\\([$%])/gu, '$1');
  const matches = [...plain.matchAll(number)];
  const last = matches.at(-1);
  if (last === undefined) return null;
  const numeral = withSign(plain, last);
  const value = parseRational(numeral);
  if (value === null) return null;
  if (isUndoneDivision(numeral)) return 'undone';
  const before = matches.at(-2);
  if (before !== undefined) {
    const between = plain.slice(before.index + before[0].length, last.index);
    const other = parseRational(withSign(plain, before));
    if (listSeparator.test(between) && (other === null || !sameRational(other, value))) return 'hedged';
  }
  return value;
}

/** A minus between two numbers subtracts; it is no sign. */
function withSign(text: string, match: RegExpExecArray): string {
  const subtracts = /[\d)\]}]\s*$/u.test(text.slice(Math.max(0, match.index - 5), match.index));
  return subtracts ? match[0].replace(/^[-+\u2212]\s*/u, '') : match[0];
}

/**
 * A number with what may stand around it: currency, percent, degree, `\text{…}` or one to three words as a unit, a final stop,
 * `x =` before it. Null where that is not all there is.
 */
export function parseMarked(text: string): Rational | null {
  const numeral = markedNumeral(text);
  return numeral === null ? null : parseRational(numeral);
}

function markedNumeral(text: string): string | null {
  if (text.length > 500) return null;
  const plain = text
    .trim()
    .replace(/^\$+|\$+$/gu, '')
    .replace(/^\\[([]|\\[)\]]$/gu, '')
    .replace(
      /\\[dt]?frac\s*(?:\{(\d+)\}|(\d))\s*(?:\{(\d+)\}|(\d))/gu,
      (_, a, b, c, d) => `${a ?? b}/${c ?? d}`,
    )
    .replace(/\\(?:text|mbox|mathrm)\s*\{([^{}]*)\}/gu, ' $1')
    .replaceAll(/\\[!,;:]|\\ /gu, '')
    .replaceAll('{,}', ',')
    .replaceAll(/\^\s*\{?\\circ\}?|°/gu, '')
    .replaceAll(/\\?[$%]|[€£¥]/gu, '')
    .replace(/^[A-Za-z]\s*=\s*/u, '')
    .replace(/[.\s]+$/u, '')
    .trim();
  const unit = /^(?<value>.*?\d)(?:\s*[A-Za-z]+\.?(?:\s+[A-Za-z]+){0,2})$/u.exec(plain);
  if (unit !== null && /\b(?:or|and|not|to)\b/iu.test(plain)) return null;
  return unit?.groups?.['value'] ?? plain;
}
