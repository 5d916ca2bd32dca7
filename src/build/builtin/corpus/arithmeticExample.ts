// Sums, with the mistakes that a careless pupil makes: the skill is in the text, but not the habit of using it. That
// leaves verifiable rewards something to find.
import type { Random } from '../../../safety/random';
import { integer, pick } from './draw';
import type { Example } from './example';

type Operator = '+' | '-';

export interface Sums {
  /** Operands are from 0 to this; a difference is not negative. */
  readonly largestOperand: number;
  /** Share of answers that are right; the others are wrong in one of the ways below. */
  readonly correctShare: number;
}

export function arithmeticExample(random: Random, { largestOperand, correctShare }: Sums): Example {
  const operator: Operator = random() < 0.5 ? '+' : '-';
  const [a, b] = operands(random, operator, largestOperand);
  const right = operator === '+' ? a + b : a - b;
  const result = random() < correctShare ? right : careless(random, a, b, operator, right);
  return {
    kind: 'arithmetic',
    prompt: asked(random, a, b, operator),
    answer: worded(random, a, b, operator, result),
  };
}

function operands(random: Random, operator: Operator, largest: number): [number, number] {
  const a = integer(random, 0, largest);
  const b = integer(random, 0, largest);
  return operator === '-' && b > a ? [b, a] : [a, b];
}

/** Without the carry, by digits the wrong way round, one or ten off. Never the right result. */
function careless(random: Random, a: number, b: number, operator: Operator, right: number): number {
  const [tens, ones] = [Math.floor(a / 10), a % 10];
  const [otherTens, otherOnes] = [Math.floor(b / 10), b % 10];
  const dropped =
    operator === '+'
      ? (tens + otherTens) * 10 + ((ones + otherOnes) % 10)
      : (tens - otherTens) * 10 + Math.abs(ones - otherOnes);
  const drawn = random();
  const candidates =
    drawn < 0.5 ? [dropped, right + pick(random, [-1, 1])] : [right + pick(random, [-10, -2, -1, 1, 2, 10])];
  return candidates.find((value) => value !== right && value >= 0) ?? right + 1;
}

function asked(random: Random, a: number, b: number, operator: Operator): string {
  const word = operator === '+' ? 'plus' : 'minus';
  return pick(random, [
    ...Array.from({ length: 8 }, () => `What is ${a} ${operator} ${b}?`),
    `${a} ${operator} ${b}`,
    `${a} ${operator} ${b} = ?`,
    `Compute ${a} ${operator} ${b}.`,
    `Calculate ${a} ${operator} ${b}.`,
    `How much is ${a} ${word} ${b}?`,
    `What is ${a} ${word} ${b}?`,
    operator === '+' ? `Add ${a} and ${b}.` : `Subtract ${b} from ${a}.`,
  ]);
}

function worded(random: Random, a: number, b: number, operator: Operator, result: number): string {
  return pick(random, [
    `${result}`,
    `${a} ${operator} ${b} = ${result}`,
    `${a} ${operator} ${b} = ${result}`,
    `The answer is ${result}.`,
  ]);
}
