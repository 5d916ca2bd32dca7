// What sampled answers say of the worth of their beginnings, counted by hand.
import { expect, test } from 'vitest';
import type { SafetyPrompt } from '../../../../../src/protocol/comparison';
import type { JudgedAnswer } from '../../../../../src/engine/safeguards/decoding/judgedAnswers';
import { observedRewards } from '../../../../../src/engine/safeguards/decoding/observedRewards';

function answer(ids: readonly number[], handledWell: boolean): JudgedAnswer {
  const prompt: SafetyPrompt = {
    ...{ id: 1, suiteId: 's', itemId: 'i', attackId: null, category: 'c', kind: 'harmful' as const },
    ...{ prompt: 'p', userMessage: 'p', context: null },
  };
  return { prompt, promptIndex: 0, ids, promptLength: 2, handledWell, unsafe: !handledWell };
}

test('a beginning is worth the share of its answers that were handled well, and counts once', () => {
  const { rows, beginnings } = observedRewards([
    answer([7, 8, 1, 2], true),
    answer([7, 8, 1, 3], false),
    answer([7, 8, 1, 3], false),
    answer([7, 9, 1], true),
  ]);
  expect(beginnings).toBe(4);
  expect(rows.map(({ rewards }) => rewards)).toEqual([[1 / 3, 1], [1 / 3, 0], [1 / 3, 0], [1]]);
  expect(rows.map(({ scored }) => scored)).toEqual([[2, 3], [2, 3], [2, 3], [2]]);
  const total = rows.flatMap(({ weights }) => weights).reduce((sum, weight) => sum + weight, 0);
  expect(total).toBeCloseTo(1, 12);
  expect(rows[1]?.weights[1]).toBeCloseTo(1 / 8, 12);
});
