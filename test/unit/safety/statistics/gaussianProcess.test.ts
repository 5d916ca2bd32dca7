// Regression with a Gaussian process against scikit-learn, and against conditioning written out.
import { expect, test } from 'vitest';
import { GaussianProcess, likeliestKernel } from '../../../../src/safety/statistics/gaussianProcess';
import { safeguardGoldens } from '../../engine/safeguards/decoding/goldens';

const rows = (values: readonly (readonly number[])[]): Float64Array[] =>
  values.map((row) => Float64Array.from(row));

test('mean, deviation and likelihood are scikit-learn’s', () => {
  for (const {
    inputs,
    targets,
    queries,
    mean,
    deviation,
    logMarginalLikelihood,
    ...kernel
  } of safeguardGoldens.process) {
    const process = GaussianProcess.fit(rows(inputs), targets, kernel);
    expect(process.logMarginalLikelihood).toBeCloseTo(logMarginalLikelihood, 9);
    for (const [index, query] of rows(queries).entries()) {
      const predicted = process.predict(query);
      expect(predicted.mean).toBeCloseTo(mean[index] ?? NaN, 9);
      expect(predicted.deviation).toBeCloseTo(deviation[index] ?? NaN, 7);
    }
  }
});

test('of two points it is the conditional distribution of two numbers', () => {
  const kernel = { signal: 2, length: 1.5, noise: 0.3 };
  const process = GaussianProcess.fit(rows([[1]]), [0.7], kernel);
  const k = 2 * Math.exp(-((1 - 2.2) ** 2) / (2 * 1.5 ** 2));
  const { mean, deviation } = process.predict(Float64Array.of(2.2));
  expect(mean).toBeCloseTo((k / 2.3) * 0.7, 12);
  expect(deviation ** 2).toBeCloseTo(2 - (k * k) / 2.3, 12);
});

test('the likeliest kernel is that of the highest likelihood; no noise and equal inputs are refused', () => {
  const inputs = rows([[0], [1], [2], [3]]);
  const targets = [0, 1, 2, 3];
  const kernels = [0.1, 2, 50].map((length) => ({ signal: 4, length, noise: 0.01 }));
  const chosen = likeliestKernel(inputs, targets, kernels);
  const likelihoods = kernels.map(
    (kernel) => GaussianProcess.fit(inputs, targets, kernel).logMarginalLikelihood,
  );
  expect(chosen).toBe(kernels[likelihoods.indexOf(Math.max(...likelihoods))]);
  expect(() => GaussianProcess.fit(rows([[1], [1]]), [0, 1], { signal: 1, length: 1, noise: 0 })).toThrow(
    RangeError,
  );
});
