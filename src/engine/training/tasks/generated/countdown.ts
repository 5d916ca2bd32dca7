// Countdown puzzles: numbers and a target that they reach, built from a solution, so that every puzzle has one.
import type { Random } from '../../../../safety/random';
import type { ArithmeticOperator, CountdownSpec } from '../datasetSpec';
import { shuffled } from '../shuffled';
import type { GeneratedItem } from './generatedTask';
import { nearMiss } from './nearMiss';

interface Part {
  readonly text: string;
  readonly value: number;
  /** + and - need parentheses inside another operation. */
  readonly isSum: boolean;
}

/** A puzzle, or null where this draw did not come out. */
export function generateCountdown(spec: CountdownSpec, random: Random): GeneratedItem | null {
  const count = spec.min_numbers + Math.floor(random() * (spec.max_numbers - spec.min_numbers + 1));
  const numbers = Array.from({ length: count }, () => 1 + Math.floor(random() * spec.max_value));
  let parts: Part[] = numbers.map((value) => ({ text: String(value), value, isSum: false }));
  while (parts.length > 1) {
    const [left, right, ...rest] = shuffled(parts, random);
    if (left === undefined || right === undefined) return null;
    const operator = spec.operators[Math.floor(random() * spec.operators.length)] ?? '+';
    const joined = join(left, right, operator);
    if (joined === null || joined.value > spec.max_target * 10) return null;
    parts = [...rest, joined];
  }
  const [solution] = parts;
  if (solution === undefined || solution.value > spec.max_target || numbers.includes(solution.value))
    return null;
  const target = solution.value;
  const wrong = wrongSolution(numbers, target, random);
  const puzzle = `${[...numbers].sort((a, b) => a - b).join(',')}=${target}`;
  return {
    key: puzzle,
    kin: puzzle,
    draft: {
      context: [],
      prompt:
        `Using the numbers [${numbers.join(', ')}], create an expression that equals ${target}. ` +
        'You can use +, -, * and /, and each number has to be used exactly once. ' +
        'Give the expression in <answer> </answer> tags, for example <answer>(1 + 2) * 3</answer>.',
      columns: { numbers, target, solution: solution.text },
      completion: `<answer>${solution.text}</answer>`,
      preference: { chosen: `<answer>${solution.text}</answer>`, rejected: `<answer>${wrong}</answer>` },
    },
  };
}

/** A positive whole number, or null. */
function join(left: Part, right: Part, operator: ArithmeticOperator): Part | null {
  const value = apply(left.value, right.value, operator);
  if (value === null) return null;
  const isSum = operator === '+' || operator === '-';
  const text = (part: Part, isRight: boolean): string => {
    const isCompound = !/^\d+$/u.test(part.text);
    const needed = isCompound && (isSum ? isRight && operator === '-' : part.isSum || isRight);
    return needed ? `(${part.text})` : part.text;
  };
  return { text: `${text(left, false)} ${operator} ${text(right, true)}`, value, isSum };
}

function apply(a: number, b: number, operator: ArithmeticOperator): number | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a > b ? a - b : null;
    case '*':
      return a * b;
    case '/':
      return a % b === 0 ? a / b : null;
  }
}

/** Uses one number that was not given, so that it is wrong whatever it comes to. */
function wrongSolution(numbers: readonly number[], target: number, random: Random): string {
  const rest = numbers.slice(1).join(' + ');
  const missing = target - numbers.slice(1).reduce((sum, number) => sum + number, 0);
  const first = numbers[0] ?? 1;
  const invented =
    missing > 0 && missing !== first ? missing : Math.abs(nearMiss(first, random)) + numbers.length;
  return `${rest} + ${invented}`;
}
