import { expect, test } from 'vitest';
import type { Side } from '../../../../src/protocol/outcomes';
import { pairsOnly } from '../../../../src/safety/analysis/pairsOnly';

const response = (promptId: number, side: Side, sample = 0) => ({ promptId, side, sample, verdicts: [] });

test('only what both sides have answered is left, sample by sample, with its control', () => {
  const paired = [response(1, 'base'), response(1, 'tuned'), response(1, 'control'), response(2, 'base', 1)];
  const alone = [response(2, 'base', 0), response(3, 'tuned'), response(3, 'control')];
  expect(pairsOnly([...paired, ...alone, response(2, 'tuned', 1)], [])).toEqual([
    ...paired,
    response(2, 'tuned', 1),
  ]);
});

test('nothing is left before the first pair', () => {
  expect(pairsOnly([response(1, 'base'), response(2, 'tuned')], [])).toEqual([]);
});

test('a question that failed for good is not waited for', () => {
  const answered = response(1, 'base');
  expect(pairsOnly([answered, response(2, 'base')], [{ promptId: 1, side: 'tuned', sample: 0 }])).toEqual([
    answered,
  ]);
});
