// Tilted policy, exact drift and bounds by enumeration over thousands of random path spaces.
import { describe, expect, it } from 'vitest';
import {
  cauchySchwarzBound,
  klBounds,
  largestTiltedKl,
  measuredKlBound,
  rewardRangeBound,
  temperatureBound,
  tightestBound,
  tiltedBounds,
  universalBounds,
} from '../../../../src/safety/drift/driftBounds';
import {
  binaryDrift,
  covariance,
  exactDrift,
  expectation,
  tiltedPolicy,
} from '../../../../src/safety/drift/tiltedPolicy';
import { instances, randomDistribution } from './pathSpaces';

/** KL(p‖q), nats. */
function divergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, mass, path) => (mass > 0 ? sum + mass * Math.log(mass / (q[path] ?? 0)) : sum), 0);
}

describe('the tilted policy', () => {
  it('is the formula, and the optimum of reward under a KL penalty', () => {
    for (const { space, beta, random } of instances(500, 1)) {
      const { probabilities, success } = space;
      const tilted = tiltedPolicy(space, beta);
      const z = expectation(
        probabilities,
        success.map((g) => Math.exp(g / beta)),
      );
      for (const [path, q] of tilted.probabilities.entries()) {
        expect(q).toBeCloseTo(((probabilities[path] ?? 0) * Math.exp((success[path] ?? 0) / beta)) / z, 12);
      }
      expect(tilted.kl).toBeCloseTo(divergence(tilted.probabilities, probabilities), 9);
      const objective = (policy: readonly number[]): number =>
        expectation(policy, success) - beta * divergence(policy, probabilities);
      const best = objective(tilted.probabilities);
      // J(π*) = β·log Z.
      expect(best).toBeCloseTo(beta * Math.log(z), 9);
      for (let other = 0; other < 5; other++) {
        expect(objective(randomDistribution(probabilities.length, random))).toBeLessThanOrEqual(best + 1e-12);
      }
    }
  });

  it('does not overflow at a small β, and leaves out paths that the reference never takes', () => {
    const space = { probabilities: [0.5, 0.5, 0], success: [0, 0.5, 1], safety: [1, 0, 1] };
    expect(tiltedPolicy(space, 1e-4).probabilities).toEqual([0, 1, 0]);
    expect(tiltedPolicy(space, 1e-4).kl).toBeCloseTo(Math.log(2), 12);
    expect(exactDrift(space, 1e-4)).toBeCloseTo(-0.5, 12);
    expect(tightestBound(tiltedBounds(space, 1e-4)).value).toBeCloseTo(0.5, 12);
  });
});

describe('the exact drift', () => {
  it('is the difference of safety under the two policies', () => {
    for (const { space, beta } of instances(5000, 2)) {
      const { probabilities, safety } = space;
      const direct =
        expectation(tiltedPolicy(space, beta).probabilities, safety) - expectation(probabilities, safety);
      expect(Math.abs(exactDrift(space, beta) - direct)).toBeLessThan(1e-12);
    }
  });

  it('of binary success has its closed form', () => {
    let binary = 0;
    for (const { space, beta } of instances(2000, 3)) {
      const { probabilities, success, safety } = space;
      if (!success.every((g) => g === 0 || g === 1)) continue;
      binary++;
      const known = {
        successRate: expectation(probabilities, success),
        covariance: covariance(probabilities, safety, success),
      };
      expect(Math.abs(binaryDrift(known, beta) - exactDrift(space, beta))).toBeLessThan(1e-12);
    }
    expect(binary).toBeGreaterThan(900);
  });

  it('tends to the difference between successes and all paths as β goes to 0', () => {
    // Of the half that succeeds, 40% are safe; of all, 60%.
    const space = { probabilities: [0.2, 0.3, 0.4, 0.1], success: [1, 1, 0, 0], safety: [1, 0, 1, 0] };
    const known = { successRate: 0.5, covariance: 0.2 - 0.5 * 0.6 };
    expect(binaryDrift(known, 1e-4)).toBeCloseTo(-0.2, 12);
    expect(exactDrift(space, 1e-2)).toBeCloseTo(-0.2, 12);
    expect(binaryDrift({ successRate: 0, covariance: 0 }, 1e-4)).toBe(0);
  });

  it('is 0 where s is independent of g, where g is constant, and where s is constant', () => {
    const probabilities = [0.06, 0.14, 0.24, 0.56];
    const independent = { probabilities, success: [1, 0, 1, 0], safety: [1, 1, 0, 0] };
    const constantReward = { probabilities, success: [0, 0, 0, 0], safety: [1, 0, 0.5, 0] };
    const constantSafety = { probabilities, success: [1, 0.5, 0, 0], safety: [0.3, 0.3, 0.3, 0.3] };
    for (const space of [independent, constantReward, constantSafety]) {
      for (const beta of [0.05, 1, 20]) expect(Math.abs(exactDrift(space, beta))).toBeLessThan(1e-12);
    }
  });
});

describe('bounds', () => {
  it('hold for the tilted policy on every instance, each one and the tightest', () => {
    for (const { space, beta } of instances(5000, 4)) {
      const drift = Math.abs(exactDrift(space, beta));
      const bounds = tiltedBounds(space, beta);
      for (const { id, value } of bounds) expect(drift, id).toBeLessThanOrEqual(value + 1e-12);
      expect(tightestBound(bounds).value).toBe(Math.min(...bounds.map((bound) => bound.value)));
      expect(tiltedPolicy(space, beta).kl).toBeLessThanOrEqual(largestTiltedKl(beta) + 1e-12);
    }
  });

  it('of KL hold for any policy, and for means over prompts', () => {
    let meanKl = 0;
    let meanDrift = 0;
    let prompts = 0;
    for (const { space, random } of instances(5000, 5)) {
      const policy = randomDistribution(space.probabilities.length, random);
      const kl = divergence(policy, space.probabilities);
      const drift = expectation(policy, space.safety) - expectation(space.probabilities, space.safety);
      for (const { id, value } of klBounds(kl))
        expect(Math.abs(drift), id).toBeLessThanOrEqual(value + 1e-12);
      prompts++;
      meanKl += (kl - meanKl) / prompts;
      meanDrift += (Math.abs(drift) - meanDrift) / prompts;
      for (const { id, value } of klBounds(meanKl)) expect(meanDrift, id).toBeLessThanOrEqual(value + 1e-12);
    }
  });

  it('by Cauchy and Schwarz is attained where safety is success', () => {
    for (const { space, beta } of instances(500, 6)) {
      const { probabilities, success } = space;
      if (!success.every((g) => g === 0 || g === 1)) continue;
      const [bound] = tiltedBounds({ ...space, safety: success }, beta);
      expect(bound.id).toBe('cauchySchwarz');
      const drift = exactDrift({ probabilities, success, safety: success }, beta);
      expect(bound.value).toBeCloseTo(drift, 10);
    }
    expect(cauchySchwarzBound({ safetyVariance: 0.25, weightVariance: 4, weightMean: 2 }).value).toBe(0.5);
  });

  it('by Pinsker and by β alone are attained in the limit of a large β', () => {
    const space = { probabilities: [0.5, 0.5], success: [1, 0], safety: [1, 0] };
    const beta = 100;
    const drift = exactDrift(space, beta);
    const [pinsker] = klBounds(tiltedPolicy(space, beta).kl);
    expect(drift / pinsker.value).toBeGreaterThan(0.99999);
    expect(drift / temperatureBound(beta).value).toBeGreaterThan(0.99999);
    expect(temperatureBound(0.04).value).toBe(1);
  });

  it('from β and the range of a reward hold for weighted sums of any range', () => {
    for (const { space, beta, random } of instances(5000, 7)) {
      const range = 0.1 * 100 ** random();
      const offset = 10 * random() - 5;
      const rewarded = { ...space, success: space.success.map((g) => offset + range * g) };
      const drift = Math.abs(exactDrift(rewarded, beta));
      const bounds = universalBounds(beta, range);
      for (const { id, value } of bounds) expect(drift, id).toBeLessThanOrEqual(value + 1e-12);
      expect(tightestBound(bounds).value).toBe(rewardRangeBound(beta, range).value);
      expect(tiltedPolicy(rewarded, beta).kl).toBeLessThanOrEqual(largestTiltedKl(beta, range) + 1e-12);
      // A reward of range R at β is one of range 1 at β/R.
      expect(exactDrift(rewarded, beta)).toBeCloseTo(exactDrift(space, beta / range), 10);
    }
  });

  it('from the range of a reward is attained', () => {
    for (const beta of [0.05, 0.3, 1, 7]) {
      const p = 1 / (1 + Math.exp(2 / (2 * beta)));
      const space = { probabilities: [p, 1 - p], success: [2, 0], safety: [1, 0] };
      expect(exactDrift(space, beta)).toBeCloseTo(rewardRangeBound(beta, 2).value, 10);
    }
  });

  it('by Bretagnolle and Huber is the smaller one where KL is large, and says something there', () => {
    const [pinsker, huber] = klBounds(3);
    expect(pinsker.value).toBe(1);
    expect(huber.value).toBeCloseTo(Math.sqrt(1 - Math.exp(-3)), 12);
    expect(tightestBound(klBounds(0.01)).id).toBe('pinsker');
    expect(tightestBound(klBounds(3)).id).toBe('bretagnolleHuber');
  });

  it('of a measured KL come with the interval of the measurement', () => {
    const measured = measuredKlBound({ value: 0.02, interval: { low: -0.01, high: 0.08 } });
    expect(measured.bound.value).toBeCloseTo(0.1, 12);
    expect(measured.interval.low).toBe(0);
    expect(measured.interval.high).toBeCloseTo(0.2, 12);
  });
});
