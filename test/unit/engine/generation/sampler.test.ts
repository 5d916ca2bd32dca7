// Sampling against exact enumeration over a small vocabulary.
import { describe, expect, it } from 'vitest';
import { greedyChoice, sampledChoice } from '../../../../src/engine/generation/sampler';
import type { SamplingSettings } from '../../../../src/engine/generation/sampler';
import { seededRandom } from '../../../../src/safety/random';

const logits = Float32Array.of(1.5, -0.5, 0.25, 2.5, -3, 0.25, 1, -1.25);

/** Probabilities after temperature, top-k and top-p, by definition. */
function enumerate(settings: SamplingSettings): number[] {
  const scaled = [...logits].map((value) => Math.exp(value / settings.temperature));
  const order = scaled.map((_, id) => id).sort((a, b) => (scaled[b] ?? 0) - (scaled[a] ?? 0) || a - b);
  const top = settings.topK > 0 ? order.slice(0, settings.topK) : order;
  const mass = top.reduce((sum, id) => sum + (scaled[id] ?? 0), 0);
  const kept: number[] = [];
  let sum = 0;
  for (const id of top) {
    if (kept.length > 0 && sum / mass >= settings.topP) break;
    kept.push(id);
    sum += scaled[id] ?? 0;
  }
  return scaled.map((weight, id) => (kept.includes(id) ? weight / sum : 0));
}

const cases: SamplingSettings[] = [
  { temperature: 1, topK: 0, topP: 1 },
  { temperature: 0.6, topK: 0, topP: 1 },
  { temperature: 1.7, topK: 3, topP: 1 },
  { temperature: 1, topK: 0, topP: 0.8 },
  { temperature: 1.3, topK: 5, topP: 0.7 },
  { temperature: 1, topK: 100, topP: 0.01 },
];

describe('sampling', () => {
  it.each(cases)('draws from the distribution of %o', (settings) => {
    const probabilities = enumerate(settings);
    const random = seededRandom(1, 2, 3);
    const draws = 20_000;
    const counts = new Array<number>(logits.length).fill(0);
    for (let i = 0; i < draws; i++) {
      const { token } = sampledChoice(logits, settings, random());
      counts[token] = (counts[token] ?? 0) + 1;
    }
    let chiSquare = 0;
    probabilities.forEach((probability, id) => {
      const count = counts[id] ?? 0;
      if (probability === 0) expect(count).toBe(0);
      else chiSquare += (count - draws * probability) ** 2 / (draws * probability);
    });
    // 0.999 quantile of chi-square with 7 degrees of freedom, the most that a case has.
    expect(chiSquare).toBeLessThan(24.32);
  });

  it.each(cases)('covers exactly the tokens and masses of %o', (settings) => {
    const probabilities = enumerate(settings);
    // Evenly spread numbers: each token's share is its probability but for the grid.
    const grid = 4000;
    const counts = new Array<number>(logits.length).fill(0);
    for (let i = 0; i < grid; i++) {
      const { token } = sampledChoice(logits, settings, (i + 0.5) / grid);
      counts[token] = (counts[token] ?? 0) + 1;
    }
    probabilities.forEach((probability, id) => {
      expect(Math.abs((counts[id] ?? 0) / grid - probability)).toBeLessThan(2 / grid);
    });
  });

  it('keeps enough of a flat distribution over a large vocabulary', () => {
    const flat = Float32Array.from({ length: 5000 }, (_, id) => -40 * (id / 5000));
    const settings = { temperature: 20, topK: 0, topP: 0.95 };
    expect(sampledChoice(flat, settings, 0.999999).token).toBeGreaterThan(4000);
    expect(sampledChoice(flat, { ...settings, topK: 4500 }, 0).token).toBe(0);
  });

  it('gives log-probabilities at temperature 1', () => {
    const total = [...logits].reduce((sum, value) => sum + Math.exp(value), 0);
    const choice = sampledChoice(logits, { temperature: 0.5, topK: 2, topP: 0.9 }, 0.1);
    expect(choice.logprob).toBeCloseTo((logits[choice.token] ?? NaN) - Math.log(total), 6);
    expect(greedyChoice(logits).token).toBe(3);
    expect(greedyChoice(logits).logprob).toBeCloseTo(2.5 - Math.log(total), 6);
  });

  it('says so where a logit is no number', () => {
    expect(greedyChoice(Float32Array.of(1, NaN, 2)).logprob).toBeNaN();
    expect(
      sampledChoice(Float32Array.of(1, NaN), { temperature: 1, topK: 0, topP: 1 }, 0.5).logprob,
    ).toBeNaN();
  });
});
