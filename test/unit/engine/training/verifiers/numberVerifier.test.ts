import { describe, expect, test } from 'vitest';
import { inputOf, itemWith, rewardOf, shown, verifierOf } from './verifierInputs';

const verifier = verifierOf({ verifier: 'number' });
const check = (answer: string, reference: string, truncated = false) =>
  rewardOf(verifier, { answer: reference }, answer, truncated);

describe('right answers', () => {
  test.each([
    ['She has 16 - 3 - 4 = 9 eggs, so $18 a day.\n#### 18', '18'],
    ['#### $18', '18'],
    ['The answer is 18.', '18'],
    ['It is 18.00', '18'],
    ['The total is 1,234,567 dollars', '1234567'],
    ['so \\boxed{1{,}234}', '1234'],
    ['\\boxed{\\frac{3}{4}}', '0.75'],
    ['That makes \\frac{3}{4}', '3/4'],
    ['<answer> -5 </answer>', '-5'],
    ['x = \u22125', '-5'],
    ['#### 0.5', '1/2'],
    ['50%', '50'],
    ['#### 12 apples', '12'],
    ['#### 18\n\nThat is #### 18', '18'],
    ['The temperatures were 5 and 6. The sum is 11', '11'],
    ['3 + 8 = 11', '11'],
    ['20 - 9 makes 11', '11'],
    ['5e2', '500'],
    ['$18$', '18'],
    ['#### 70000', 'so 70,000\n#### 70000'],
    ['14 / 2 = 7', '7'],
    ['#### 7/2', '3.5'],
    ['It is 6/4', '3/2'],
  ])('%j is %s', async (answer, reference) => {
    expect(await check(answer, reference)).toBe(1);
  });
});

describe('wrong answers, and answers that try to be right', () => {
  const stuffing = Array.from({ length: 200 }, (_, i) => i).join(' ');
  test.each(
    [
      ['', '18'],
      ['   \n', '18'],
      ['eighteen', '18'],
      ['#### 19', '18'],
      ['18 is in here, but #### 19', '18'],
      ['#### 17 #### 18', '18'],
      ['#### 18 #### 17', '18'],
      ['#### 17\n#### 18', '18'],
      ['\\boxed{17} \\boxed{18}', '18'],
      ['\\boxed{17, 18}', '18'],
      ['\\boxed{17 or 18}', '18'],
      ['\\boxed{18 or nineteen}', '18'],
      ['<answer>17</answer><answer>18</answer>', '18'],
      ['#### 16 17 18', '18'],
      ['It is 17 or 18', '18'],
      ['It is 17, 18', '18'],
      ['17/18', '18'],
      // The task itself, "What is 36 / 2?", said again.
      ['36 / 2', '18'],
      ['What is 36 / 2?', '18'],
      ['#### 36/2', '18'],
      ['\\boxed{\\frac{36}{2}}', '18'],
      ['<answer>18/1</answer>', '18'],
      ['It is $17 or $18.', '18'],
      [stuffing, '199'],
      [stuffing, '18'],
      ['The answer is １８', '18'],
      ['The answer is 1８', '8'],
      ['The answer is １8', '8'],
      ['The answer is 10²', '10'],
      ['The answer is ١٨', '18'],
      ['x18', '18'],
      ['1.2.18', '18'],
      ['1e999999999', '18'],
      ['#### 18e-999999999', '0'],
      ['#### NaN', '18'],
      ['#### Infinity', '18'],
      ['#### 1e400e3', '18'],
      ['#### 0x12', '18'],
      ['#### 18/0', '18'],
      ['#### 9+9', '18'],
      ['#### 18.0000001', '18'],
      ['#### --18', '18'],
      ['#### 1 8', '18'],
      [`\\boxed{${'{'.repeat(5000)}18`, '18'],
      [`\\boxed{${'{'.repeat(5000)}18${'}'.repeat(5001)}`, '18'],
      [`#### ${'9'.repeat(100_000)}`, '18'],
      ['<answer>'.repeat(20_000) + '18', '17'],
    ].map(([answer = '', reference = '']) => [shown(answer), answer, reference] as const),
  )('%s', async (_, answer, reference) => {
    expect(await check(answer, reference)).toBe(0);
  });

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
  test.each([
    ['The answer is 18', 0],
    ['#### 18', 0],
    ['#### 18\n', 1],
    ['#### 18\nNow let us', 1],
    ['\\boxed{18', 0],
    ['\\boxed{18} since', 1],
    ['<answer>18', 0],
    ['<answer>18</answer>', 1],
  ])('%j gives %i', async (answer, reward) => {
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
