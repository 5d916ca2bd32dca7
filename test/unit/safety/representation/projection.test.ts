// Axes of states: the direction between both kinds, then what varies most besides.
import { expect, test } from 'vitest';
import { fitProjection, projected } from '../../../../src/safety/representation/projection';
import { cosine } from '../../../../src/safety/representation/refusalDirection';
import { symmetricEigen } from '../../../../src/safety/representation/symmetricEigen';
import { seededRandom } from '../../../../src/safety/random';

const random = seededRandom(5);
const scales = [0.3, 4, 1, 2, 0.1];

function states(count: number, shift: number): Float32Array[] {
  return Array.from({ length: count }, () =>
    Float32Array.from(scales, (scale, i) => scale * (2 * random() - 1) + (i === 0 ? shift : 0)),
  );
}

test('coordinates have mean 0 and deviation 1; axes are the eigenvectors of what the first leaves', () => {
  const [ones, others] = [states(40, 1), states(60, -1)];
  const all = [...ones, ...others];
  const projection = fitProjection(ones, others, 3);
  expect(projection.axes.length).toBe(3);
  const coordinates = all.map((state) => projected(projection, state));
  for (let axis = 0; axis < 3; axis++) {
    const values = coordinates.map((row) => row[axis] ?? NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 5);
  }
  const [first = new Float64Array(), ...rest] = projection.axes;
  const norm = Math.hypot(...first);
  const direction = first.map((value) => value / norm);
  const mean = scales.map((_, i) => all.reduce((sum, state) => sum + (state[i] ?? NaN), 0) / all.length);
  const covariance = new Float64Array(25);
  for (const state of all) {
    const centred = mean.map((value, i) => (state[i] ?? NaN) - value);
    const along = centred.reduce((sum, value, i) => sum + value * (direction[i] ?? NaN), 0);
    const left = centred.map((value, i) => value - along * (direction[i] ?? NaN));
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++)
        covariance[5 * i + j] = (covariance[5 * i + j] ?? 0) + (left[i] ?? NaN) * (left[j] ?? NaN);
  }
  const { vectors } = symmetricEigen(covariance, 5, 2);
  for (const [index, vector] of vectors.entries()) {
    expect(Math.abs(cosine(vector, rest[index] ?? []))).toBeCloseTo(1, 4);
  }
});

test('no more axes than the states vary along', () => {
  const flat = [0, 1, 2, 3].map((value) => Float32Array.of(value, 1, 0));
  expect(fitProjection(flat.slice(2), flat.slice(0, 2), 3).axes.length).toBe(1);
});
