import { describe, expect, test } from 'vitest';
import { cutNumbers, rightNumbers, wrongNumbers } from './numberCases';
import { inputOf, itemWith, rewardOf, shown, verifierOf } from './verifierInputs';

const verifier = verifierOf({ verifier: 'number' });
const check = (answer: string, reference: string, truncated = false) =>
  rewardOf(verifier, { answer: reference }, answer, truncated);

describe('right answers', () => {
  test.each(rightNumbers)('%j is %s', async (answer, reference) => {
    expect(await check(answer, reference)).toBe(1);
  });
});

describe('wrong answers, and answers that try to be right', () => {
  test.each(wrongNumbers.map(([answer, reference]) => [shown(answer), answer, reference] as const))(
    '%s',
    async (_, answer, reference) => {
      expect(await check(answer, reference)).toBe(0);
    },
  );

  test.each([
    ['digits', '1 '.repeat(500_000)],
    ['commas', ',1'.repeat(500_000)],
    ['hashes', '#'.repeat(1_000_000)],
    ['tags', '<answer>1</answer>2'.repeat(50_000) + '18'],
    ['boxes', '\\boxed{'.repeat(140_000)],
    ['spaces', `\\boxed${' '.repeat(1_000_000)}`],
  ])('a megabyte of %s is no answer', async (_, answer) => {
    expect(await check(answer, '18')).toBe(0);
  });
});

describe('cut completions', () => {
  test.each(cutNumbers)('%j gives %i', async (answer, reward) => {
    expect(await check(answer, '18', true)).toBe(reward);
  });
});

test('with a marker required the last number never counts', async () => {
  const strict = verifierOf({ verifier: 'number', marker_required: true });
  expect(await rewardOf(strict, { answer: '18' }, 'It is 18')).toBe(0);
  expect(await rewardOf(strict, { answer: '18' }, '#### 18')).toBe(1);
});

test('a tolerance is relative and closed', async () => {
  const loose = verifierOf({ verifier: 'number', tolerance: 0.01 });
  expect(await rewardOf(loose, { answer: '100' }, '#### 101')).toBe(1);
  expect(await rewardOf(loose, { answer: '100' }, '#### 101.01')).toBe(0);
});

test('a reference that is none fails its input alone', async () => {
  const results = await verifier.check([
    inputOf(itemWith({ answer: 'a lot' }), '18'),
    inputOf(itemWith({}), '18'),
    inputOf(itemWith({ answer: 18 }), '18'),
  ]);
  expect(results.map(({ reward }) => reward)).toEqual([null, null, 1]);
  expect(results[0]?.reason).toContain('is not a number');
});
