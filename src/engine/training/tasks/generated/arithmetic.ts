// Sums with one whole number as the answer. Every draw is from the given stream, so that a seed gives the same sums.
import type { Random } from '../../../../safety/random';
import type { ArithmeticOperator, ArithmeticSpec } from '../datasetSpec';
import { nearMiss } from './nearMiss';
import type { GeneratedItem } from './generatedTask';

/** Results stay exact and readable. */
const maxResult = 1e12;
const tries = 50;

/** A sum, or null where this draw did not come out: beyond a limit, or a division that leaves a rest. */
export function generateArithmetic(spec: ArithmeticSpec, random: Random): GeneratedItem | null {
  const operators = Array.from({ length: spec.operands - 1 }, () => pick(spec.operators, random));
  const numbers = drawNumbers(spec, operators, random);
  if (numbers === null) return null;
  const result = evaluate(numbers, operators);
  if (result === null || (result < 0 && !spec.allow_negative)) return null;
  const expression = numbers
    .map((number, i) => (i === 0 ? `${number}` : `${operators[i - 1] ?? ''} ${number}`))
    .join(' ');
  const answer = String(result);
  return {
    key: expression.replaceAll(' ', ''),
    kin: reordered(numbers, operators),
    draft: {
      context: [],
      prompt: `What is ${expression}?`,
      columns: { expression, answer },
      completion: answer,
      preference: { chosen: answer, rejected: String(nearMiss(result, random)) },
    },
  };
}

/** Operands such that each division comes out even; null where none were found. */
function drawNumbers(
  spec: ArithmeticSpec,
  operators: readonly ArithmeticOperator[],
  random: Random,
): readonly number[] | null {
  const [least, most] = range(spec);
  const numbers = [drawNumber(spec, random)];
  let term = numbers[0] ?? 0;
  for (const [i, operator] of operators.entries()) {
    let number = drawNumber(spec, random);
    if (operator === '/') {
      const opensTerm = i === 0 || operators[i - 1] === '+' || operators[i - 1] === '-';
      if (opensTerm) {
        // The dividend is made from divisor and quotient: few drawn pairs would come out even.
        if (number === 0) return null;
        const quotient = Math.floor(random() * (Math.floor(most / number) + 1));
        term = number * quotient;
        if (term < least) return null;
        numbers[i] = term;
      } else {
        for (let n = 0; n < tries && (number === 0 || term % number !== 0); n++)
          number = drawNumber(spec, random);
      }
      if (number === 0 || term % number !== 0) return null;
      term /= number;
    } else {
      term = operator === '*' ? term * number : number;
    }
    if (Math.abs(term) > maxResult) return null;
    numbers.push(number);
  }
  return numbers;
}

/** The number of digits is drawn first: otherwise nine in ten operands would have the most digits allowed. */
function drawNumber(spec: ArithmeticSpec, random: Random): number {
  const [least, most] = range(spec);
  const digits = 1 + Math.floor(random() * spec.digits);
  const low = Math.max(least, digits === 1 ? 0 : 10 ** (digits - 1));
  const high = Math.min(most, 10 ** digits - 1);
  // A range that no number of so many digits is in: anything in the range.
  const [from, to] = low <= high ? [low, high] : [least, most];
  return from + Math.floor(random() * (to - from + 1));
}

function range(spec: ArithmeticSpec): readonly [number, number] {
  const most = Math.min(spec.max_value ?? Number.MAX_SAFE_INTEGER, 10 ** spec.digits - 1);
  return [Math.min(spec.min_value ?? 0, most), most];
}

/** The same for expressions that differ in the order of summands, or of the factors of a product. */
function reordered(numbers: readonly number[], operators: readonly ArithmeticOperator[]): string {
  const terms: { readonly sign: string; readonly factors: string[] }[] = [];
  for (const [i, number] of numbers.entries()) {
    const operator = i === 0 ? '+' : (operators[i - 1] ?? '+');
    if (operator === '+' || operator === '-') terms.push({ sign: operator, factors: [`*${number}`] });
    else terms.at(-1)?.factors.push(`${operator}${number}`);
  }
  return terms
    .map(({ sign, factors }) => sign + [...factors].sort().join(''))
    .sort()
    .join('');
}

/** Left to right, * and / before + and -; null where it grows too large. */
function evaluate(numbers: readonly number[], operators: readonly ArithmeticOperator[]): number | null {
  let sum = 0;
  let term = numbers[0] ?? 0;
  for (const [i, operator] of operators.entries()) {
    const number = numbers[i + 1] ?? 0;
    if (operator === '*') term *= number;
    else if (operator === '/') term /= number;
    else {
      sum += term;
      term = operator === '+' ? number : -number;
    }
  }
  const result = sum + term;
  return Number.isInteger(result) && Math.abs(result) <= maxResult ? result : null;
}

function pick<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
