// Rates before and after on the same prompts: one pair per prompt, and several.
import { describe, expect, test } from 'vitest';
import { measuredRate, pairedChange } from '../../../../../src/engine/training/run/pairedChange';
import { detectableChange } from '../../../../../src/safety/statistics/detectable';
import { mcNemar } from '../../../../../src/safety/statistics/mcNemar';
import { pairedDelta } from '../../../../../src/safety/statistics/pairedDelta';
import { wilsonInterval } from '../../../../../src/safety/statistics/wilson';

/** `goods[i]` is prompt i's answers, one per key. */
function answers(...goods: readonly (readonly number[])[]) {
  return goods.flatMap((own, prompt) =>
    own.map((good, key) => ({ prompt: String(prompt), key: String(key), good: good === 1 })),
  );
}

describe('one answer per prompt', () => {
  test("Wilson's interval of a rate, and the change with its own", () => {
    const before = answers([0], [0], [0], [1], [1]);
    const after = answers([1], [1], [0], [0], [1]);
    const { low, high } = pairedDelta({
      sums: Float64Array.of(1, 1, 0, -1, 0),
      sizes: new Float64Array(5).fill(1),
    });
    expect(pairedChange(before, [...after].reverse())).toEqual({
      start: { rate: 0.4, n: 5, prompts: 5, ...wilsonInterval(2, 5) },
      end: { rate: 0.6, n: 5, prompts: 5, ...wilsonInterval(3, 5) },
      delta: {
        value: expect.closeTo(0.2, 12) as number,
        low,
        high,
        detectable: detectableChange(5, 0.6),
      },
    });
  });

  test("the interval leaves out 0 where McNemar's mid-p test rejects, and only there", () => {
    for (const [risen, fallen] of [
      [5, 0],
      [6, 0],
      [8, 1],
      [9, 3],
      [11, 3],
    ] as const) {
      const flips = (good: number) => [
        ...Array.from({ length: risen }, () => [good]),
        ...Array.from({ length: fallen }, () => [1 - good]),
        ...Array.from({ length: 20 }, () => [1]),
      ];
      const delta = pairedChange(answers(...flips(0)), answers(...flips(1)))?.delta;
      expect((delta?.low ?? 0) > 0, `${risen} against ${fallen}`).toBe(mcNemar(fallen, risen).pMid < 0.05);
    }
  });

  test('answers without a partner are in no rate', () => {
    const change = pairedChange(answers([1], [1]), answers([1]));
    expect(change?.start.n).toBe(1);
    expect(pairedChange([], answers([1]))).toBeNull();
  });
});

test('answers to one prompt are one cluster: three copies say no more than one', () => {
  const pattern = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 1 : 0));
  const once = measuredRate(answers(...pattern.map((good) => [good])));
  const copied = measuredRate(answers(...pattern.map((good) => [good, good, good])));
  expect(copied?.n).toBe(90);
  expect(copied?.prompts).toBe(30);
  expect(copied?.rate).toBe(once?.rate);
  expect(copied?.low).toBeCloseTo(once?.low ?? 0, 2);
  const change = pairedChange(
    answers(...pattern.map(() => [0, 0, 0])),
    answers(...pattern.map((good) => [good, good, good])),
  );
  expect(change?.delta.value).toBeCloseTo(1 / 3, 12);
  // As wide as 30 prompts allow, not 90: ± 0.17 or so.
  expect((change?.delta.high ?? 0) - (change?.delta.low ?? 0)).toBeGreaterThan(0.28);
});
