// Probes of layers: at their optimum, and lower where a layer knows more.
import { expect, test } from 'vitest';
import { fitProbe, moments, probeLoss, probeLosses } from '../../../../src/safety/representation/layerProbe';
import { seededRandom } from '../../../../src/safety/random';

const random = seededRandom(9);
const labels = Array.from({ length: 60 }, (_, index) => Number(index % 4 < 2));

function layer(signal: number): Float32Array[] {
  return labels.map((label) =>
    Float32Array.from({ length: 6 }, (_, i) => 2 * random() - 1 + (i === 2 ? signal * (2 * label - 1) : 0)),
  );
}

test('a probe is where the penalised loss has no slope', () => {
  const states = layer(0.5);
  const { weights, bias } = fitProbe({ states, labels });
  const { mean, scale } = moments(states, 6);
  // In standardised coordinates, where the penalty is.
  const scaled = weights.map((w, i) => w * (scale[i] ?? NaN));
  const shifted = weights.reduce((sum, w, i) => sum + w * (mean[i] ?? NaN), bias);
  const objective = (w: Float64Array, b: number): number => {
    const plain = w.map((value, i) => value / (scale[i] ?? NaN));
    const offset = plain.reduce((sum, value, i) => sum - value * (mean[i] ?? NaN), b);
    const penalty = w.reduce((sum, value) => sum + (0.01 * value ** 2) / 2, 0);
    return probeLoss({ weights: plain, bias: offset }, { states, labels }) + penalty;
  };
  const best = objective(scaled, shifted);
  expect(best).toBeLessThan(Math.log(2));
  for (let i = 0; i <= 6; i++) {
    for (const step of [-0.1, 0.1]) {
      const moved = scaled.map((value, j) => value + (i === j ? step : 0));
      expect(objective(moved, shifted + (i === 6 ? step : 0))).toBeGreaterThan(best);
    }
  }
});

test('the loss of a sure and a wrong probe', () => {
  const states = [Float32Array.of(1), Float32Array.of(-1)];
  const both = { states, labels: [1, 0] };
  expect(probeLoss({ weights: Float64Array.of(100), bias: 0 }, both)).toBeCloseTo(0, 12);
  expect(probeLoss({ weights: Float64Array.of(-100), bias: 0 }, both)).toBeCloseTo(100, 12);
  expect(probeLoss({ weights: Float64Array.of(0), bias: 0 }, both)).toBeCloseTo(Math.log(2), 12);
});

test('layers that know more have the lower loss on rows that were held out', () => {
  const [none = NaN, some = NaN, much = NaN] = probeLosses([layer(0), layer(0.6), layer(2)], labels);
  expect(none).toBeGreaterThan(some);
  expect(some).toBeGreaterThan(much);
  expect(much).toBeLessThan(0.3);
});
