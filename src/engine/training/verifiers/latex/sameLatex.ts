// Whether an answer in LaTeX is the reference: as text, part by part, as numbers, as expressions.
import { sameRational } from '../rational';
import { answerParts } from './answerParts';
import { latexNumber } from './latexNumber';
import { normaliseLatex } from './normaliseLatex';
import { sameExpression } from './sameExpression';

/** The longest answer of MATH has 120 characters. */
const maxLength = 1000;

/** May take long on hostile input: to be run with a time limit. */
export function sameLatex(reference: string, answer: string): boolean {
  const [expected, given] = [normaliseLatex(reference), normaliseLatex(answer)];
  if (expected === given) return expected !== '';
  if (given.length > maxLength || given === '') return false;
  if (isWords(reference))
    return expected.toLowerCase() === given.toLowerCase() || sameChoice(expected, given);
  return sameAnswer(expected, given, 0);
}

/** What two normalised texts say when each is one spelling of the same; no mathematics. */
export function sameLatexText(reference: string, answer: string): boolean {
  const [expected, given] = [normaliseLatex(reference), normaliseLatex(answer)];
  if (expected === given) return expected !== '';
  const [a, b] = [latexNumber(expected), latexNumber(given)];
  return a !== null && b !== null && sameRational(a, b);
}

function sameAnswer(expected: string, given: string, depth: number): boolean {
  if (expected === given) return true;
  if (depth > 4) return false;
  const [left, right] = [withoutVariable(expected), withoutVariable(given)];
  // x = 5 and 5 are one answer, x = 5 and y = 5 are not.
  if (left.variable !== null && right.variable !== null && left.variable !== right.variable) {
    return sameEquation(expected, given);
  }
  const [a, b] = [left.value, right.value];
  if (a === b) return true;
  if (sameChoice(a, b)) return true;
  const [expectedParts, givenParts] = [answerParts(a), answerParts(b)];
  if (expectedParts !== null) {
    if (givenParts?.shape !== expectedParts.shape) return false;
    const same = (x: string, y: string): boolean => sameAnswer(x, y, depth + 1);
    return expectedParts.unordered
      ? sameMembers(expectedParts.parts, givenParts.parts, same)
      : expectedParts.parts.every((part, i) => same(part, givenParts.parts[i] ?? ''));
  }
  if (givenParts !== null) return false;
  if (a.includes('=') || b.includes('=')) return sameEquation(a, b);
  const [expectedNumber, givenNumber] = [latexNumber(a), latexNumber(b)];
  // Where the reference is a numeral the answer has to be worked out to one.
  if (expectedNumber !== null) return givenNumber !== null && sameRational(expectedNumber, givenNumber);
  return sameExpression(a, b);
}

/** `x=` and `f(x)=` and `x\in` before a value. */
function withoutVariable(text: string): { readonly variable: string | null; readonly value: string } {
  const match = /^([A-Za-z](?:\([A-Za-z]\))?|\\[a-z]+)(=|\\in)([^=]+)$/u.exec(text);
  return match === null
    ? { variable: null, value: text }
    : { variable: match[1] ?? null, value: match[3] ?? '' };
}

/** Both sides on one: equal, or equal with the sign changed. */
function sameEquation(expected: string, given: string): boolean {
  const [left, right] = [expected.split('='), given.split('=')];
  if (left.length !== 2 || right.length !== 2) return false;
  const side = ([l = '', r = '']: readonly string[]): string => `(${l})-(${r})`;
  return sameExpression(side(left), side(right)) || sameExpression(side(left), `-(${side(right)})`);
}

/** A reference in words is compared as text: "east" is no product of e, a, s and t. */
function isWords(latex: string): boolean {
  return /^\s*\\(?:text|mbox|textbf|textrm|textit|mathrm|mathbf)\s*\{[^{}]*\}\s*$/u.test(latex);
}

/** (C), C and \text{(C)} are the same choice. */
function sameChoice(a: string, b: string): boolean {
  const letter = (text: string): string | undefined => /^\(?([A-H])\)?$/u.exec(text)?.[1];
  return letter(a) !== undefined && letter(a) === letter(b);
}

function sameMembers(
  a: readonly string[],
  b: readonly string[],
  same: (x: string, y: string) => boolean,
): boolean {
  if (a.length !== b.length || a.length > 12) return false;
  const left = [...b];
  return a.every((member) => {
    const at = left.findIndex((candidate) => same(member, candidate));
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}
