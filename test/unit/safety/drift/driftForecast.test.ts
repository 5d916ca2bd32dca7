// The forecast from base samples: exact on whole populations, honest about what the samples cannot show.
import { describe, expect, it } from 'vitest';
import {
  forecastDrift,
  forecastPrompt,
  type ForecastPrompt,
  type RewardedSample,
} from '../../../../src/safety/drift/driftForecast';
import { exactDrift, type PathSpace } from '../../../../src/safety/drift/tiltedPolicy';
import { seededRandom, type Random } from '../../../../src/safety/random';

const prompt = (samples: readonly RewardedSample[], rewardVaries = true): ForecastPrompt => ({
  samples,
  rewardVaries,
});

function drawn({ probabilities, success, safety }: PathSpace, n: number, random: Random): RewardedSample[] {
  return Array.from({ length: n }, () => {
    let left = random();
    let path = 0;
    while (path < probabilities.length - 1 && (left -= probabilities[path] ?? 0) >= 0) path++;
    return { success: success[path] ?? 0, safety: safety[path] ?? 0 };
  });
}

describe('a prompt’s forecast', () => {
  it('is the exact drift where the samples are the whole population', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 300; round++) {
      const counts = Array.from({ length: 6 }, () => 1 + Math.floor(random() * 9));
      const success = counts.map(() => Math.floor(random() * 3) / 2);
      const safety = counts.map(() => random());
      const total = counts.reduce((sum, count) => sum + count, 0);
      const samples = counts.flatMap((count, path) =>
        Array.from({ length: count }, () => ({ success: success[path] ?? 0, safety: safety[path] ?? 0 })),
      );
      const space = { probabilities: counts.map((count) => count / total), success, safety };
      for (const beta of [0.05, 0.4, 5]) {
        expect(Math.abs(forecastPrompt(prompt(samples), beta).drift - exactDrift(space, beta))).toBeLessThan(
          1e-12,
        );
      }
    }
  });

  it('has effective samples between 1 and n', () => {
    const mixed = [
      { success: 1, safety: 0 },
      ...Array.from({ length: 9 }, () => ({ success: 0, safety: 1 })),
    ];
    expect(forecastPrompt(prompt(mixed), 1e6).effectiveSamples).toBeCloseTo(10, 3);
    expect(forecastPrompt(prompt(mixed), 0.01).effectiveSamples).toBeCloseTo(1, 9);
    const w = Math.E;
    expect(forecastPrompt(prompt(mixed), 1).effectiveSamples).toBeCloseTo((w + 9) ** 2 / (w ** 2 + 9), 9);
  });

  it('has a standard error that agrees with its spread over repeated draws', () => {
    const space = { probabilities: [0.2, 0.3, 0.4, 0.1], success: [1, 1, 0, 0], safety: [1, 0, 1, 0] };
    const random = seededRandom(12);
    const forecasts = Array.from({ length: 2000 }, () =>
      forecastPrompt(prompt(drawn(space, 200, random)), 0.5),
    );
    const mean = forecasts.reduce((sum, { drift }) => sum + drift, 0) / forecasts.length;
    const spread = Math.sqrt(
      forecasts.reduce((sum, { drift }) => sum + (drift - mean) ** 2, 0) / (forecasts.length - 1),
    );
    const claimed = forecasts.reduce((sum, { standardError }) => sum + standardError, 0) / forecasts.length;
    expect(claimed / spread).toBeGreaterThan(0.93);
    expect(claimed / spread).toBeLessThan(1.07);
    expect(Math.abs(mean - exactDrift(space, 0.5))).toBeLessThan(0.003);
  });

  it('says how much of the tilted policy may not have been sampled', () => {
    const failed = prompt(Array.from({ length: 10 }, () => ({ success: 0, safety: 1 })));
    const rate = 1 - 0.05 ** 0.1;
    const weight = Math.exp(2) * rate;
    expect(forecastPrompt(failed, 0.5).unseenShare).toBeCloseTo(weight / (1 - rate + weight), 12);
    expect(forecastPrompt(failed, 0.01).unseenShare).toBeCloseTo(1, 9);
    expect(forecastPrompt({ ...failed, rewardVaries: false }, 0.01).unseenShare).toBe(0);
    const succeeded = prompt([...failed.samples, { success: 1, safety: 0 }]);
    expect(forecastPrompt(succeeded, 0.01).unseenShare).toBe(0);
  });
});

describe('a forecast over prompts', () => {
  const space = { probabilities: [0.3, 0.2, 0.4, 0.1], success: [1, 1, 0, 0], safety: [1, 0, 1, 0] };

  it('covers the exact drift about as often as its interval claims', () => {
    const random = seededRandom(13);
    let covered = 0;
    const rounds = 60;
    for (let round = 0; round < rounds; round++) {
      const prompts = Array.from({ length: 40 }, () => prompt(drawn(space, 50, random)));
      const { interval, trusted } = forecastDrift(prompts, 0.5, round);
      expect(trusted).toBe(true);
      const exact = exactDrift(space, 0.5);
      if (interval.low <= exact && exact <= interval.high) covered++;
    }
    expect(covered / rounds).toBeGreaterThan(0.88);
  });

  it('is not to be trusted where few samples carry the weight, or successes were never seen', () => {
    const thin = prompt([
      { success: 1, safety: 0 },
      ...Array.from({ length: 15 }, () => ({ success: 0, safety: 1 })),
    ]);
    const unseen = prompt(Array.from({ length: 16 }, () => ({ success: 0, safety: 1 })));
    const good = prompt(
      Array.from({ length: 16 }, (_, i) => ({ success: Number(i % 2 === 0), safety: Number(i % 3 === 0) })),
    );
    const many = (one: ForecastPrompt, count: number): ForecastPrompt[] =>
      Array.from({ length: count }, () => one);
    expect(forecastDrift(many(good, 10), 0.05, 1).trusted).toBe(true);
    const withThin = forecastDrift([...many(good, 8), thin, thin], 0.05, 1);
    expect(withThin).toMatchObject({
      trusted: false,
      thinPrompts: 2,
      unseenShift: 0,
      prompts: 10,
      samples: 160,
    });
    expect(withThin.leastEffectiveSamples).toBeCloseTo(1, 6);
    const withUnseen = forecastDrift([...many(good, 8), unseen, unseen], 0.05, 1);
    expect(withUnseen).toMatchObject({ trusted: false, thinPrompts: 0 });
    expect(withUnseen.unseenShift).toBeGreaterThan(0.1);
    expect(withUnseen.unseenShift).toBeLessThanOrEqual(0.2);
    // A weak tilt moves hardly any mass, whatever was not sampled.
    expect(forecastDrift([...many(good, 8), unseen, unseen], 50, 1).trusted).toBe(true);
  });

  it('says how far rewards that were not sampled may move it, and is no further off', () => {
    const random = seededRandom(15);
    let beyond = 0;
    const rounds = 200;
    for (let round = 0; round < rounds; round++) {
      const rate = 0.002 + 0.1 * random();
      const space = { probabilities: [rate, 1 - rate], success: [1, 0], safety: [0, 1] };
      const prompts = Array.from({ length: 40 }, () => prompt(drawn(space, 12, random)));
      const beta = 0.2 + random();
      const exact = exactDrift(space, beta);
      const { interval, unseenShift } = forecastDrift(prompts, beta, round);
      if (exact < interval.low - unseenShift || exact > interval.high + unseenShift) beyond++;
    }
    expect(beyond / rounds).toBeLessThan(0.06);
  });

  it('is exactly 0 and trusted on prompts whose reward cannot vary', () => {
    const adversarial = Array.from({ length: 30 }, (_, i) =>
      prompt(
        [
          { success: 0, safety: i % 2 },
          { success: 0, safety: 1 },
        ],
        false,
      ),
    );
    expect(forecastDrift(adversarial, 0.01, 1)).toMatchObject({ drift: 0, trusted: true, thinPrompts: 0 });
  });

  it('of one prompt uses the delta method, and of none has no number', () => {
    const random = seededRandom(14);
    const one = prompt(drawn(space, 400, random));
    const { drift, interval } = forecastDrift([one], 0.5, 1);
    const { standardError } = forecastPrompt(one, 0.5);
    expect(interval.high - (drift ?? NaN)).toBeCloseTo(1.96 * standardError, 4);
    expect(forecastDrift([], 0.5, 1)).toMatchObject({
      drift: null,
      trusted: false,
      interval: { low: -1, high: 1 },
    });
  });
});
