// Exact distances between distributions, against the definitions on small vocabularies.
import { describe, expect, it } from 'vitest';
import { distributionComparer, logOdds, rankOf } from '../../../../src/safety/drift/distributionDistance';
import { seededRandom } from '../../../../src/safety/random';

function probabilities(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const weights = [...logits].map((value) => Math.exp(value - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function kl(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, i) => (value > 0 ? sum + value * Math.log(value / (q[i] ?? 0)) : sum), 0);
}

describe('distances', () => {
  const size = 40;
  const compare = distributionComparer(size);
  const random = seededRandom(71);
  const draw = (scale: number, offset: number): Float32Array =>
    Float32Array.from({ length: size }, () => offset + scale * (2 * random() - 1));

  it.each([
    [1, 0],
    [8, 500],
    [30, -1000],
  ])('are the definitions for logits of ±%f around %f', (scale, offset) => {
    for (let round = 0; round < 200; round++) {
      const [x, y] = [draw(scale, offset), draw(scale, 0)];
      const [p, q] = [probabilities(x), probabilities(y)];
      const m = p.map((value, i) => (value + (q[i] ?? 0)) / 2);
      const distance = compare(x, y);
      expect(distance.kl).toBeCloseTo(kl(p, q), 9);
      expect(distance.reverseKl).toBeCloseTo(kl(q, p), 9);
      expect(distance.js).toBeCloseTo((kl(p, m) + kl(q, m)) / 2, 9);
      expect(distance.js).toBeLessThanOrEqual(Math.LN2);
      expect(distance.entropyP).toBeCloseTo(
        -p.reduce((sum, v) => (v > 0 ? sum + v * Math.log(v) : sum), 0),
        9,
      );
      expect(Math.exp((x[3] ?? 0) - distance.normaliserP)).toBeCloseTo(p[3] ?? NaN, 12);
      expect(Math.exp((y[3] ?? 0) - distance.normaliserQ)).toBeCloseTo(q[3] ?? NaN, 12);
    }
  });

  it('are 0 for one distribution, whatever is added to its logits, and never negative', () => {
    const x = draw(5, 0);
    const moved = x.map((value) => value + 64);
    for (const { kl: forth, reverseKl, js } of [compare(x, x), compare(x, moved)]) {
      for (const value of [forth, reverseKl, js]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1e-6);
      }
    }
  });

  it('are ln 2 (JS) for distributions that share nothing', () => {
    const [x, y] = [new Float32Array(size).fill(-200), new Float32Array(size).fill(-200)];
    x[1] = 0;
    y[2] = 0;
    expect(compare(x, y).js).toBeCloseTo(Math.LN2, 12);
    expect(compare(x, y).kl).toBeCloseTo(200, 6);
  });

  it('are no numbers where a logit is none', () => {
    const x = draw(1, 0);
    const broken = x.map((value, i) => (i === 7 ? NaN : value));
    expect(compare(x, broken).kl).toBeNaN();
    expect(compare(broken, x).kl).toBeNaN();
  });
});

describe('ranks and log-odds', () => {
  it('count what is at least as likely', () => {
    const logits = Float32Array.of(1, 3, 2, 3);
    expect([0, 1, 2, 3].map((token) => rankOf(logits, token))).toEqual([4, 2, 3, 2]);
  });

  it('are those of the mass of the tokens, near certainty too', () => {
    const logits = Float32Array.of(40, 1, 0, -2);
    const normaliser = Math.log([...logits].reduce((sum, value) => sum + Math.exp(value), 0));
    expect(logOdds(logits, normaliser, [1, 3])).toBeCloseTo(
      Math.log(Math.exp(1) + Math.exp(-2)) - Math.log(Math.exp(40) + 1),
      9,
    );
    expect(logOdds(logits, normaliser, [0])).toBeCloseTo(40 - Math.log(Math.exp(1) + 1 + Math.exp(-2)), 9);
  });
});
