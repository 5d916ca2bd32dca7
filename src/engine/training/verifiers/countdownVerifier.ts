// Countdown: the expression has to reach the target with the numbers that were given.
import { findBoxed } from './findBoxed';
import { finalAnswers } from './finalAnswers';
import { evaluateCountdown } from './countdownExpression';
import { parseRational, sameRational } from './rational';
import type { TaskItem, Verifier, VerifierInput, VerifierResult } from '../tasks/task';
import { failed, passed, verifyEach } from './verifyEach';
import type { SpecOf } from './verifierSpec';

/**
 * Policy. The answer is what `<answer>`, `\boxed{}` or `####` marks, or else the last line that is not empty. It is one expression
 * of the numbers given, each used once (with `use_all: false`: at most once), optionally followed by `= target`.
 * Several marked answers must be the same text. A completion cut by the token limit needs a closed marker.
 */
export function countdownVerifier(spec: SpecOf<'countdown'>): Verifier {
  return verifyEach({
    id: 'countdown',
    needs: ['numbers', 'target'],
    checkItem: (item) => void puzzleOf(item),
    checkOne: (input) => checkCountdown(input, puzzleOf(input.item), spec.use_all),
  });
}

interface Puzzle {
  readonly numbers: readonly number[];
  readonly target: number;
}

function checkCountdown(input: VerifierInput, puzzle: Puzzle, useAll: boolean): VerifierResult {
  const marked = finalAnswers(input.answer);
  if (input.truncated && (marked.length === 0 || !marked.every(({ closed }) => closed))) {
    return failed('The completion was cut before its answer was complete.');
  }
  const answers = new Set(marked.map(({ text }) => plainExpression(text)));
  if (answers.size > 1) return failed('Several different answers are marked.');
  const [answer = plainExpression(lastLine(input.answer))] = answers;
  const [expression = '', stated, ...more] = answer.split('=');
  if (more.length > 0) return failed('There is more than one equals sign.');
  if (stated !== undefined && !isTarget(stated, puzzle.target)) return failed('It states another result.');
  const result = evaluateCountdown(expression);
  if ('error' in result) return failed(`It is no expression: ${result.error}.`);
  const left = [...puzzle.numbers];
  for (const number of result.numbers) {
    const at = left.indexOf(number);
    if (at === -1) return failed(`${number} was not given, or is used too often.`);
    left.splice(at, 1);
  }
  if (useAll && left.length > 0) return failed(`${left.join(', ')} is not used.`);
  const { numerator, denominator } = result.value;
  return denominator === 1n && numerator === BigInt(puzzle.target)
    ? passed('The target is reached.')
    : failed('The target is not reached.');
}

/** LaTeX's operators as plain ones; a box within a tag as what is in it. */
function plainExpression(text: string): string {
  if (text.length > 1000) return text;
  const box = findBoxed(text).at(-1)?.content ?? text;
  return box
    .replace(/^\$+|\$+$/gu, '')
    .replaceAll(/\\(?:times|cdot)(?![A-Za-z])/gu, '*')
    .replaceAll(/\\div(?![A-Za-z])/gu, '/')
    .replaceAll(/\\(?:left|right)(?=[()])/gu, '')
    .trim();
}

function lastLine(text: string): string {
  return text.trimEnd().slice(-1000).split('\n').at(-1)?.trim() ?? '';
}

function isTarget(text: string, target: number): boolean {
  const stated = parseRational(text);
  return stated !== null && sameRational(stated, { numerator: BigInt(target), denominator: 1n });
}

function puzzleOf(item: TaskItem): Puzzle {
  // TinyZero's files call them nums.
  const numbers = item.columns['numbers'] ?? item.columns['nums'];
  const target = item.columns['target'];
  if (!Array.isArray(numbers) || !numbers.every(isWhole) || !isWhole(target)) {
    throw new Error(`item ${item.id} needs "numbers", a list of whole numbers, and "target", one.`);
  }
  return { numbers, target };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
