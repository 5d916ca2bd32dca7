import { afterAll, describe, expect, test } from 'vitest';
import { rightBoxes, wrongBoxes } from './boxedCases';
import { rewardOf, shown, verifierOf } from './verifierInputs';

const verifier = verifierOf({ verifier: 'boxed', time_limit_seconds: 20 });
afterAll(() => verifier.dispose());
const check = (answer: string, reference: string, truncated = false) =>
  rewardOf(verifier, { answer: reference }, answer, truncated);

describe('right answers', () => {
  test.each(rightBoxes)('%j is %s', async (answer, reference) => {
    expect(await check(answer, reference)).toBe(1);
  });
});

describe('answers that try to be right', () => {
  test.each(wrongBoxes.map(([answer, reference]) => [shown(answer), answer, reference] as const))(
    '%s',
    async (_, answer, reference) => {
      expect(await check(answer, reference)).toBe(0);
    },
  );
});

test('a box cut by the token limit does not count; a closed one does', async () => {
  expect(await check('\\boxed{12', '1', true)).toBe(0);
  expect(await check('\\boxed{12} because', '12', true)).toBe(1);
});

test('without symbolic comparison one spelling is needed, numbers aside', async () => {
  const textual = verifierOf({ verifier: 'boxed', symbolic: false });
  expect(await rewardOf(textual, { answer: 'p - q' }, '\\boxed{-q+p}')).toBe(0);
  expect(await rewardOf(textual, { answer: 'p - q' }, '\\boxed{p-q}')).toBe(1);
  expect(await rewardOf(textual, { answer: '\\frac12' }, '\\boxed{0.5}')).toBe(1);
});
