// Gaussian processes: evidence against PyTorch, moments against quadrature, and a model of dynamics that are known.
import { describe, expect, test } from 'vitest';
import { DynamicsModel } from '../../../../../src/engine/control/gp/dynamicsModel';
import {
  fitHyperparameters,
  gaussianProcess,
  logEvidence,
  predictAt,
} from '../../../../../src/engine/control/gp/gaussianProcess';
import { matchMoments } from '../../../../../src/engine/control/gp/momentMatching';
import { cholesky, inverseFrom, solve } from '../../../../../src/engine/control/gp/smallMatrix';
import { seededRandom } from '../../../../../src/safety/random';
import { normalVariate } from '../../../../../src/safety/statistics/normal';
import { controlGolden, distance } from '../../../../fixtures/control/controlGolden';

const random = seededRandom(8);

describe('small matrices', () => {
  const n = 4;
  const root = Float64Array.from({ length: n * n }, () => normalVariate(random));
  const positive = Float64Array.from({ length: n * n }, (_, i) => {
    let sum = i % (n + 1) === 0 ? 0.5 : 0;
    for (let k = 0; k < n; k++) sum += (root[Math.floor(i / n) * n + k] ?? 0) * (root[(i % n) * n + k] ?? 0);
    return sum;
  });
  const times = (a: Float64Array, b: Float64Array): Float64Array =>
    Float64Array.from({ length: n * n }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (a[Math.floor(i / n) * n + k] ?? 0) * (b[k * n + (i % n)] ?? 0);
      return sum;
    });
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));

  test('Cholesky and inverse', () => {
    const lower = cholesky(positive, n);
    if (lower === null) throw new Error('The matrix is positive definite.');
    const transposed = lower.map((_, i) => lower[(i % n) * n + Math.floor(i / n)] ?? 0);
    expect(distance(times(lower, transposed), positive)).toBeLessThan(1e-12);
    expect(distance(times(positive, inverseFrom(lower, n)), identity)).toBeLessThan(1e-10);
    expect(
      cholesky(
        positive.map((value) => -value),
        n,
      ),
    ).toBeNull();
  });

  test('elimination and determinant, also where rows must be exchanged', () => {
    const { x } = solve(root, identity, n);
    expect(distance(times(root, x), identity)).toBeLessThan(1e-10);
    expect(solve(Float64Array.of(0, 2, 3, 5), Float64Array.of(1, 0, 0, 1), 2).determinant).toBeCloseTo(-6);
    expect(solve(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 0), 2).determinant).toBe(0);
  });
});

describe('one process', () => {
  const { x: rows, y, theta, value, gradient } = controlGolden.evidence;
  const x = Float64Array.from(rows.flat());

  test('evidence and gradient are PyTorch’s', () => {
    const own = logEvidence(x, Float64Array.from(y), Float64Array.from(theta));
    expect(own?.value).toBeCloseTo(value, 8);
    expect(distance(own?.gradient ?? [], gradient)).toBeLessThan(1e-7);
  });

  test('fitting raises the evidence, and predicts what it has not seen', () => {
    const known = Float64Array.from({ length: 40 }, (_, i) => i / 10 - 2);
    const sines = known.map((at) => Math.sin(2 * at));
    const fitted = fitHyperparameters(known, sines);
    const start = Float64Array.of(0, 0, Math.log(0.1));
    expect(logEvidence(known, sines, fitted)?.value).toBeGreaterThan(
      logEvidence(known, sines, start)?.value ?? Infinity,
    );
    const process = gaussianProcess(known, sines, fitted);
    expect(predictAt(process, [0.55]).mean).toBeCloseTo(Math.sin(1.1), 2);
    expect(predictAt(process, [9]).variance).toBeCloseTo(process.signalVariance, 6);
  });
});

describe('moment matching', () => {
  const n = 6;
  const x = Float64Array.from({ length: 2 * n }, () => normalVariate(random));
  const processes = [
    gaussianProcess(x, Float64Array.of(0.5, -1, 0.3, 1.2, -0.4, 0.1), Float64Array.of(0.1, 0.5, 0.2, -1)),
    gaussianProcess(x, Float64Array.of(1, 0.2, -0.7, 0.4, 0.9, -0.3), Float64Array.of(0.4, -0.1, 0, -1.5)),
  ];
  const mean = Float64Array.of(0.3, -0.2);
  const covariance = Float64Array.of(0.4, 0.15, 0.15, 0.25);

  test('is the integral over the inputs', () => {
    const matched = matchMoments(processes, { mean, covariance });
    // A grid of ±6 deviations in the coordinates of the Cholesky factor: exact far beyond what is compared.
    const lower = cholesky(covariance, 2) ?? new Float64Array(4);
    const wanted = { mean: [0, 0], second: [0, 0, 0, 0], cross: [0, 0, 0, 0] };
    let mass = 0;
    const step = 0.1;
    for (let u = -6; u <= 6; u += step) {
      for (let v = -6; v <= 6; v += step) {
        const weight = Math.exp(-0.5 * (u * u + v * v));
        const at = [
          (mean[0] ?? 0) + (lower[0] ?? 0) * u,
          (mean[1] ?? 0) + (lower[2] ?? 0) * u + (lower[3] ?? 0) * v,
        ];
        const predicted = processes.map((process) => predictAt(process, at));
        mass += weight;
        for (const [a, one] of predicted.entries()) {
          wanted.mean[a] = (wanted.mean[a] ?? 0) + weight * one.mean;
          for (const [b, other] of predicted.entries()) {
            const product = one.mean * other.mean + (a === b ? one.variance : 0);
            wanted.second[2 * a + b] = (wanted.second[2 * a + b] ?? 0) + weight * product;
          }
          for (let d = 0; d < 2; d++) {
            const centred = (at[d] ?? 0) - (mean[d] ?? 0);
            wanted.cross[2 * d + a] = (wanted.cross[2 * d + a] ?? 0) + weight * centred * one.mean;
          }
        }
      }
    }
    const means = wanted.mean.map((sum) => sum / mass);
    expect(distance(matched.mean, means)).toBeLessThan(1e-6);
    const covariances = wanted.second.map(
      (sum, i) => sum / mass - (means[Math.floor(i / 2)] ?? 0) * (means[i % 2] ?? 0),
    );
    expect(distance(matched.covariance, covariances)).toBeLessThan(1e-6);
    expect(
      distance(
        matched.cross,
        wanted.cross.map((sum) => sum / mass),
      ),
    ).toBeLessThan(1e-6);
  });

  test('an input without spread is a plain prediction, and the limit of little spread', () => {
    const plain = matchMoments(processes, { mean, covariance: new Float64Array(4) });
    expect(plain.mean[0]).toBeCloseTo(predictAt(processes[0] ?? gaussianProcess(x, x, x), mean).mean, 12);
    const little = matchMoments(processes, { mean, covariance: Float64Array.of(1e-8, 0, 0, 1e-8) });
    expect(distance(plain.mean, little.mean)).toBeLessThan(1e-6);
    expect(distance(plain.covariance, little.covariance)).toBeLessThan(1e-6);
  });
});

describe('a model of dynamics', () => {
  const motion = { size: 2, speeds: [{ place: 0, speed: 1 }], seconds: 0.5 };
  // The speed loses a tenth and gains the action.
  const inputs = new Float64Array(90).map(() => normalVariate(random));
  const changes = Float64Array.from(
    { length: 30 },
    (_, i) => -0.1 * (inputs[3 * i + 1] ?? 0) + (inputs[3 * i + 2] ?? 0),
  );
  const model = DynamicsModel.fit(inputs, changes, motion);

  test('says where a state goes', () => {
    const start = { mean: Float64Array.of(1, 0.4), covariance: new Float64Array(4) };
    const next = model.step(start, { mean: Float64Array.of(0.3), gain: new Float64Array(2) });
    expect(next.mean[1]).toBeCloseTo(0.9 * 0.4 + 0.3, 1);
    expect(next.mean[0]).toBeCloseTo(1 + 0.5 * (next.mean[1] ?? 0), 10);
  });

  test('and carries what is uncertain as a linear system would, feedback included', () => {
    const covariance = Float64Array.of(0.04, 0.01, 0.01, 0.09);
    const start = { mean: Float64Array.of(0.2, 0.1), covariance };
    const gain = Float64Array.of(0, -0.5);
    const next = model.step(start, { mean: Float64Array.of(-0.05), gain });
    // v′ = 0.4·v, x′ = x + 0.5·v′.
    const a = [1, 0.2, 0, 0.4];
    const wanted = [0, 1, 2, 3].map((i) => {
      let sum = 0;
      for (let k = 0; k < 2; k++) {
        for (let l = 0; l < 2; l++) {
          sum +=
            (a[2 * Math.floor(i / 2) + k] ?? 0) * (covariance[2 * k + l] ?? 0) * (a[2 * (i % 2) + l] ?? 0);
        }
      }
      return sum;
    });
    expect(distance(next.covariance, wanted)).toBeLessThan(0.01);
  });
});
