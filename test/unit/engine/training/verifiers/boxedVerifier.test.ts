import { afterAll, describe, expect, test } from 'vitest';
import { rewardOf, shown, verifierOf } from './verifierInputs';

const verifier = verifierOf({ verifier: 'boxed', time_limit_seconds: 20 });
afterAll(() => verifier.dispose());
const check = (answer: string, reference: string, truncated = false) =>
  rewardOf(verifier, { answer: reference }, answer, truncated);

describe('right answers', () => {
  test.each([
    ['So it is $\\boxed{\\frac{14}{3}}$.', '\\frac{14}{3}'],
    ['\\boxed{14/3}', '\\frac{14}{3}'],
    ['\\boxed{4\\frac23}', '\\frac{14}{3}'],
    ['\\boxed{\\left(3, \\frac{\\pi}{2}\\right)}', '\\left( 3, \\frac{\\pi}{2} \\right)'],
    ['\\boxed{-q + p}', 'p - q'],
    ['\\fbox{7}', '7'],
    ['\\boxed 7 is it', '7'],
    ['\\boxed{7} is right: \\boxed{7.}', '7'],
    ['\\boxed{\\text{evelyn}}', '\\text{Evelyn}'],
    ['\\boxed{C}', '\\text{(C)}'],
    ['\\boxed{-2, 1}', '1,-2'],
    ['\\boxed{10080}', '10,\\!080'],
    ['\\boxed{5}', 'x=5'],
    ['\\boxed{\\frac{1}{\\sqrt{3}}}', '\\frac{\\sqrt{3}}{3}'],
    ['\\boxed{2(k+1)}', '2k+2'],
  ])('%j is %s', async (answer, reference) => {
    expect(await check(answer, reference)).toBe(1);
  });
});

describe('answers that try to be right', () => {
  test.each(
    [
      ['', '7'],
      ['7', '7'],
      ['\\boxed{}', '7'],
      ['\\boxed{6} \\boxed{7}', '7'],
      ['\\boxed{7} \\boxed{6}', '7'],
      ['\\boxed{6 \\text{ or } 7}', '7'],
      ['\\boxed{6, 7}', '7'],
      ['\\boxed{7, 7}', '7'],
      ['\\boxed{3 + 4}', '7'],
      ['\\boxed{14/2}', '7'],
      ['\\boxed{\\dfrac{14}{2}}', '7'],
      ['\\boxed{\\sqrt{49}}', '7'],
      ['\\boxed{x}', '7'],
      ['\\boxed{NaN}', '7'],
      ['\\boxed{\\infty}', '7'],
      ['\\boxed{\\frac{0}{0}}', 'p - q'],
      ['\\boxed{p - q + 0 \\cdot r}', 'p - q'],
      ['\\boxed{x := p - q}', 'p - q'],
      ['\\boxed{\\operatorname{Random}()}', '\\pi'],
      ['\\boxed{3.14159265358979}', '\\pi'],
      ['\\boxed{\\int_0^1 \\pi\\, dx}', '\\pi'],
      ['\\boxed{e\\cdot a\\cdot s\\cdot t}', '\\text{east}'],
      ['\\boxed{３}', '3'],
      ['\\boxed{52}', '52_8'],
      ['\\boxed{[3,4)}', '(3,4]'],
      ['\\boxed{7', '7'],
      [`\\boxed{${'{'.repeat(300_000)}`, '7'],
      [`\\boxed{${'{'.repeat(900)}7${'}'.repeat(900)}`, 'p - q'],
      ['\\boxed{10^{10^{10^{10}}}}', 'p - q'],
      ['\\boxed{99999999999!}', 'p - q'],
      [`\\boxed{${'\\frac{1}{'.repeat(100)}p${'}'.repeat(100)}}`, 'p - q'],
      [`\\boxed{${'p-q'.repeat(400_000)}}`, 'p - q'],
    ].map(([answer = '', reference = '']) => [shown(answer), answer, reference] as const),
  )('%s', async (_, answer, reference) => {
    expect(await check(answer, reference)).toBe(0);
  });
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
