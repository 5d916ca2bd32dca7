import { describe, expect, test } from 'vitest';
import type { SuitePrompt } from '../../../../src/protocol/suites';
import { selectPrompts } from '../../../../src/safety/suites/selectPrompts';
import { expectGuardrailError, suiteOf } from './suiteTexts';

const suite = suiteOf({ large: 60, middle: 30, small: 10 });
const ids = (prompts: readonly SuitePrompt[]) => prompts.map((prompt) => prompt.id);
const countOf = (prompts: readonly SuitePrompt[], category: string) =>
  prompts.filter((prompt) => prompt.category === category).length;

describe('selectPrompts', () => {
  test.each([null, 100, 101, 1e9])('limit %s takes all, in order', (limit) => {
    expect(selectPrompts(suite, limit, 1)).toEqual(suite.prompts);
  });

  test.each([1, 2, 3, 7, 20, 50, 99])(
    'limit %i: that many, in the original order, in proportion',
    (limit) => {
      for (let seed = 0; seed < 20; seed++) {
        const chosen = selectPrompts(suite, limit, seed);
        expect(chosen).toHaveLength(limit);
        expect(ids(chosen)).toEqual(ids(suite.prompts.filter((prompt) => chosen.includes(prompt))));
        for (const [category, share] of [
          ['large', 0.6],
          ['middle', 0.3],
          ['small', 0.1],
        ] as const) {
          expect(Math.abs(countOf(chosen, category) - share * limit)).toBeLessThan(2);
        }
      }
    },
  );

  test('a larger limit contains the prompts of a smaller one', () => {
    for (let limit = 1; limit < 100; limit++) {
      const more = new Set(ids(selectPrompts(suite, limit + 1, 5)));
      expect(ids(selectPrompts(suite, limit, 5)).filter((id) => !more.has(id))).toEqual([]);
    }
  });

  test('the seed decides: equal for equal ones, another draw for another', () => {
    expect(ids(selectPrompts(suite, 20, 3))).toEqual(ids(selectPrompts(suite, 20, 3)));
    expect(ids(selectPrompts(suite, 20, 3))).not.toEqual(ids(selectPrompts(suite, 20, 4)));
  });

  test('every prompt has the same chance, those of small categories too', () => {
    const times = new Map<string, number>();
    const draws = 3000;
    for (let seed = 0; seed < draws; seed++) {
      for (const id of ids(selectPrompts(suite, 5, seed))) times.set(id, (times.get(id) ?? 0) + 1);
    }
    const smallShare = [...times].filter(([id]) => id.startsWith('small')).reduce((sum, [, n]) => sum + n, 0);
    // 10 of 100 prompts, so a tenth of all draws; three standard errors are 0.7 points.
    expect(smallShare / (5 * draws)).toBeGreaterThan(0.09);
    expect(smallShare / (5 * draws)).toBeLessThan(0.11);
    expect(times.size).toBe(100);
  });

  test('suites whose rows match keep their pairs', () => {
    const twin = { ...suite, prompts: suite.prompts.map((prompt) => ({ ...prompt, prompt: 'other' })) };
    expect(ids(selectPrompts(twin, 13, 8))).toEqual(ids(selectPrompts(suite, 13, 8)));
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])('limit %s is refused', (limit) => {
    expectGuardrailError(() => selectPrompts(suite, limit, 1), 'invalidRequest', /number of prompts/);
  });

  test('a seed that is no whole number is refused', () => {
    expectGuardrailError(() => selectPrompts(suite, 1, 0.5), 'invalidRequest', /seed is 0\.5/);
  });
});
