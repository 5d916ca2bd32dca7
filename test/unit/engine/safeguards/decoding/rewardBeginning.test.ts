// Where a reward model begins: the least loss that a scale and a bias per token reach, and what a token is given that was not seen.
import { describe, expect, test } from 'vitest';
import {
  rewardBeginning,
  type ObservedLogits,
} from '../../../../../src/engine/safeguards/decoding/rewardBeginning';
import { seededRandom } from '../../../../../src/safety/random';

const random = seededRandom(5, 0);
const vocabulary = 6;
/** Logits far from shares, as those of a language model. */
const observed: ObservedLogits = {
  tokens: Array.from({ length: 80 }, (_, place) => place % 5),
  logits: Array.from({ length: 80 }, (_, place) => 14 + (place % 5) + 3 * random()),
  rewards: Array.from({ length: 80 }, () => Number(random() < 0.4)),
  weights: Array.from({ length: 80 }, () => random() / 80),
};

function loss(
  { tokens, logits, rewards, weights }: ObservedLogits,
  scale: number,
  bias: Float32Array,
): number {
  return tokens.reduce(
    (sum, token, place) =>
      sum +
      (weights[place] ?? 0) *
        (scale * (logits[place] ?? 0) + (bias[token] ?? 0) - (rewards[place] ?? 0)) ** 2,
    0,
  );
}

describe('a reward model begins', () => {
  const { scale, bias } = rewardBeginning(observed, vocabulary);

  test('with rewards, not logits', () => {
    const total = observed.weights.reduce((sum, weight) => sum + weight, 0);
    const mean = observed.rewards.reduce(
      (sum, reward, place) => sum + reward * (observed.weights[place] ?? 0),
      0,
    );
    const spread = (mean / total) * (1 - mean / total);
    expect(loss(observed, scale, bias) / total).toBeLessThan(spread);
    expect(loss(observed, 1, new Float32Array(vocabulary)) / total).toBeGreaterThan(100);
  });

  test('where many observations of a token leave nothing to gain', () => {
    // Each observation two hundred times: the one more weighs little.
    const repeated: ObservedLogits = {
      tokens: Array.from({ length: 200 }, () => observed.tokens).flat(),
      logits: Array.from({ length: 200 }, () => observed.logits).flat(),
      rewards: Array.from({ length: 200 }, () => observed.rewards).flat(),
      weights: Array.from({ length: 200 }, () => observed.weights).flat(),
    };
    const begun = rewardBeginning(repeated, vocabulary);
    const least = loss(repeated, begun.scale, begun.bias);
    for (const step of [-1e-2, 1e-2]) {
      expect(loss(repeated, begun.scale + step, begun.bias)).toBeGreaterThan(least);
      for (let token = 0; token < 5; token++) {
        const moved = begun.bias.slice();
        moved[token] = (moved[token] ?? 0) + step;
        expect(loss(repeated, begun.scale, moved)).toBeGreaterThan(least);
      }
    }
  });

  test('with the bias of all for a token that was never seen', () => {
    const rest = observed.tokens.map(
      (_, place) => (observed.rewards[place] ?? 0) - scale * (observed.logits[place] ?? 0),
    );
    const total = observed.weights.reduce((sum, weight) => sum + weight, 0);
    const mean = rest.reduce((sum, value, place) => sum + value * (observed.weights[place] ?? 0), 0) / total;
    expect(bias[5]).toBeCloseTo(mean, 5);
  });

  test('flat where logits say nothing', () => {
    const begun = rewardBeginning({ ...observed, rewards: observed.rewards.map(() => 0.4) }, vocabulary);
    expect(begun.scale).toBeCloseTo(0, 12);
    for (const value of begun.bias) expect(value).toBeCloseTo(0.4, 6);
    const alike = rewardBeginning({ ...observed, logits: observed.logits.map(() => 9) }, vocabulary);
    expect(alike.scale).toBe(0);
  });
});
