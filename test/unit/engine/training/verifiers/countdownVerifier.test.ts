import { describe, expect, test } from 'vitest';
import { missed, puzzle, reached } from './countdownCases';
import { rewardOf, shown, verifierOf } from './verifierInputs';

const verifier = verifierOf({ verifier: 'countdown' });
const check = (answer: string, truncated = false) => rewardOf(verifier, puzzle, answer, truncated);

test.each(reached)('%j reaches the target', async (answer) => {
  expect(await check(answer)).toBe(1);
});

test('fractions on the way are exact', async () => {
  const hard = { numbers: [3, 3, 8, 8], target: 24 };
  expect(await rewardOf(verifier, hard, '<answer>8 / (3 - 8 / 3)</answer>')).toBe(1);
});

describe('answers that try to be right', () => {
  test.each(missed.map((answer) => [shown(answer), answer] as const))('%s scores 0', async (_, answer) => {
    expect(await check(answer)).toBe(0);
  });
});

test('a cut completion needs a closed answer', async () => {
  expect(await check('3 * 5 + 7 + 2', true)).toBe(0);
  expect(await check('<answer>3 * 5 + 7 + 2', true)).toBe(0);
  expect(await check('<answer>3 * 5 + 7 + 2</answer> and', true)).toBe(1);
});

test('numbers may be left over where that is allowed, but never repeated', async () => {
  const lenient = verifierOf({ verifier: 'countdown', use_all: false });
  const easy = { numbers: [4, 6, 9], target: 24 };
  expect(await rewardOf(lenient, easy, '<answer>4 * 6</answer>')).toBe(1);
  expect(await rewardOf(verifier, easy, '<answer>4 * 6</answer>')).toBe(0);
  expect(await rewardOf(lenient, easy, '<answer>4 + 4 + 4 + 4 + 4 + 4</answer>')).toBe(0);
});

test('a puzzle without numbers fails, it is not lost', async () => {
  expect(await rewardOf(verifier, { numbers: ['3'], target: 24 }, '3')).toBeNull();
});
