// What is said of answers that were cut, against lengths whose law is known.
import { describe, expect, it } from 'vitest';
import { forecastCut, sumOfForecasts } from '../../../../src/safety/analysis/cutForecast';
import { seededRandom } from '../../../../src/safety/random';

const limit = 128;
const higher = 512;

/** Lengths that end at a rate of `rate` per token, cut at the limit. */
function lengths(
  count: number,
  rate: number,
  seed: number,
): { whole: number[]; seen: { tokens: number; cut: boolean }[] } {
  const random = seededRandom(seed);
  const whole = Array.from({ length: count }, () => -Math.log(1 - random()) / rate);
  return { whole, seen: whole.map((tokens) => ({ tokens: Math.min(tokens, limit), cut: tokens > limit })) };
}

describe('where answers end at a steady rate', () => {
  it('the interval holds the truth as often as it says, or more', () => {
    let held = 0;
    const runs = 400;
    for (let seed = 0; seed < runs; seed++) {
      const { whole, seen } = lengths(120, 1 / 100, seed);
      const cut = seen.filter((one) => one.cut).length;
      const forecast = forecastCut(seen, { limit, higher, cut });
      const truth = cut * (1 - Math.exp(-(higher - limit) / 100));
      expect(whole.length).toBe(seen.length);
      if (forecast !== null && forecast.low <= truth && truth <= forecast.high) held++;
    }
    expect(held / runs).toBeGreaterThan(0.92);
  });

  it('the expectation is near what happens', () => {
    const { whole, seen } = lengths(20_000, 1 / 300, 3);
    const cut = seen.filter((one) => one.cut).length;
    const forecast = forecastCut(seen, { limit, higher, cut });
    const ended = whole.filter((tokens) => tokens > limit && tokens <= higher).length;
    expect(Math.abs((forecast?.expected ?? 0) - ended) / cut).toBeLessThan(0.03);
  });
});

it('cannot be told where nothing ended in the upper half of the limit', () => {
  const seen = [
    { tokens: 10, cut: false },
    { tokens: 64, cut: false },
    { tokens: limit, cut: true },
  ];
  expect(forecastCut(seen, { limit, higher, cut: 1 })).toBeNull();
  const known = { from: 64, expected: 3, low: 1, high: 5 };
  expect(sumOfForecasts([known, null])).toBeNull();
  expect(sumOfForecasts([known, known])).toEqual({ from: 64, expected: 6, low: 2, high: 10 });
  expect(sumOfForecasts([])).toBeNull();
});

it('never foresees more answers than were cut, and none at the limit itself', () => {
  const seen = [
    ...Array.from({ length: 50 }, (_, i) => ({ tokens: 65 + i, cut: false })),
    { tokens: limit, cut: true },
  ];
  const far = forecastCut(seen, { limit, higher: 1_000_000, cut: 1 });
  expect(far?.high).toBeLessThanOrEqual(1);
  expect(forecastCut(seen, { limit, higher: limit, cut: 1 })?.high).toBeCloseTo(0, 12);
});
