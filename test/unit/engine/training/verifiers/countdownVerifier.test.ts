import { describe, expect, test } from 'vitest';
import { rewardOf, shown, verifierOf } from './verifierInputs';

const puzzle = { numbers: [3, 5, 7, 2], target: 24 };
const verifier = verifierOf({ verifier: 'countdown' });
const check = (answer: string, truncated = false) => rewardOf(verifier, puzzle, answer, truncated);

test.each([
  '<answer>3 * 5 + 7 + 2</answer>',
  'First I try 3 + 5 = 8.\n<answer>(3 * 5) + (7 + 2) = 24</answer>',
  '\\boxed{3 \\times 5 + 7 + 2}',
  'Thinking…\n7+2+5×3',
  '#### 3*5+7+2',
  '<answer>$3*5+7+2$</answer>',
])('%j reaches the target', async (answer) => {
  expect(await check(answer)).toBe(1);
});

test('fractions on the way are exact', async () => {
  const hard = { numbers: [3, 3, 8, 8], target: 24 };
  expect(await rewardOf(verifier, hard, '<answer>8 / (3 - 8 / 3)</answer>')).toBe(1);
});

describe('answers that try to be right', () => {
  test.each(
    [
      [''],
      ['24'],
      ['<answer>24</answer>'],
      ['<answer></answer>'],
      ['<answer>3 * 5 + 7 + 2 + 0</answer>'],
      ['<answer>3 * 5 + 7 + 2 * 1</answer>'],
      ['<answer>3 * 5 + 7 + 1 + 1</answer>'],
      ['<answer>3 * 7 + 3</answer>'],
      ['<answer>3 * 5 + 9</answer>'],
      ['<answer>3 * 8</answer>'],
      ['<answer>3 * 5 + 7</answer>'],
      ['<answer>27 - 3</answer>'],
      ['<answer>2 7 - 3</answer>'],
      ['<answer>(2)(7) + 5 * 2</answer>'],
      ['<answer>5 ** 2 - 7 / 7</answer>'],
      ['<answer>5^2 - 3 + 7 - 5</answer>'],
      ['<answer>-3 + 27</answer>'],
      ['<answer>3 * 5 + 7 - -2</answer>'],
      ['<answer>+3 * 5 + 7 + 2</answer>'],
      ['<answer>3! * 5 - 7 + 2 - 1</answer>'],
      ['<answer>3 * 5 + 7 + 02</answer>'],
      ['<answer>3.0 * 5 + 7 + 2</answer>'],
      ['<answer>3e0 * 5 + 7 + 2</answer>'],
      ['<answer>３ * 5 + 7 + 2</answer>'],
      ['<answer>3 * 5 // 1 + 7 + 2</answer>'],
      ['<answer>3 * 5 + 7 + 2 % 3</answer>'],
      ['<answer>3 * 5 + 7 + 2; 24</answer>'],
      ['<answer>3 * 5 + 7 + 2 = 24 = 24</answer>'],
      ['<answer>3 + 5 + 7 + 2 = 24</answer>'],
      ['<answer>3 * 5 + 7 + 2 = 25</answer>'],
      ['<answer>eval("24")</answer>'],
      ['<answer>process.exit()</answer>'],
      ['<answer>constructor</answer>'],
      ['<answer>3 * 5 + 7 + 2</answer><answer>3 + 5</answer>'],
      ['<answer>3 + 5</answer><answer>3 * 5 + 7 + 2</answer>'],
      ['<answer>3 + 5 + 7 + 2 or 3 * 5 + 7 + 2</answer>'],
      ['<answer>3 / (7 - 7) * 5</answer>'],
      ['<answer>(3 * 5 + 7 + 2</answer>'],
      ['<answer>NaN</answer>'],
      [`<answer>${'('.repeat(100_000)}3 * 5 + 7 + 2</answer>`],
      [`<answer>${'('.repeat(150)}3*5+7+2${')'.repeat(150)}</answer>`],
      [`${'3 + '.repeat(250_000)}3`],
    ].map(([answer = '']) => [shown(answer), answer] as const),
  )('%s scores 0', async (_, answer) => {
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
