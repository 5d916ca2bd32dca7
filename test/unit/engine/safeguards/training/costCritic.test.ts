// The critic's loss against its formula and central differences, what the conservative term does, and that its state is all of it.
import { expect, test } from 'vitest';
import { CostCritic, criticLoss, estimateOf } from '../../../../../src/engine/safeguards/training/costCritic';
import { seededRandom } from '../../../../../src/safety/random';

const random = seededRandom(7);
const size = 5;
const vector = (): Float32Array => Float32Array.from({ length: size }, () => random() * 2 - 1);
const judged = Array.from({ length: 6 }, (_, index) => ({ features: vector(), cost: index % 2 }));
const proposals = Array.from({ length: 4 }, vector);
const weights = Float32Array.from({ length: size + 1 }, () => random() - 0.5);

test('the loss is ½·E_D[(Q − c)²] + α·(E_D[Q] − E_π[Q]), term by term', () => {
  const estimate = (features: Float32Array): number => {
    const sum = [...features].reduce(
      (total, value, i) => total + value * (weights[i] ?? NaN),
      weights[size] ?? NaN,
    );
    return 1 / (1 + Math.exp(-sum));
  };
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = mean(judged.map(({ features, cost }) => 0.5 * (estimate(features) - cost) ** 2));
  const onData = mean(judged.map(({ features }) => estimate(features)));
  const onPolicy = mean(proposals.map(estimate));
  for (const alpha of [0, 0.3, 2]) {
    const { loss } = criticLoss(weights, judged, proposals, alpha);
    expect(loss).toBeCloseTo(error + alpha * (onData - onPolicy), 6);
  }
});

test.each([0, 0.3, 2])('its gradient is what central differences give, α %d', (alpha) => {
  const { gradient } = criticLoss(weights, judged, proposals, alpha);
  const step = 1e-3;
  for (let i = 0; i <= size; i++) {
    const at = (change: number): number => {
      const moved = weights.slice();
      moved[i] = (moved[i] ?? 0) + change;
      return criticLoss(moved, judged, proposals, alpha).loss;
    };
    expect(gradient[i]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 4);
  }
});

test('it learns verdicts, and with the conservative term expects more where nothing was judged', () => {
  const unsafe = Float32Array.of(1, 0, 0, 0, 0);
  const safe = Float32Array.of(0, 1, 0, 0, 0);
  const unseen = Float32Array.of(0, 0, 1, 0, 0);
  const learned = (conservatism: number): CostCritic => {
    const critic = new CostCritic({ features: size, conservatism, replay: 10 });
    for (let time = 0; time < 20; time++) {
      critic.learn(
        [
          { features: unsafe, cost: 1 },
          { features: safe, cost: 0 },
        ],
        [unsafe, safe, unseen],
      );
    }
    return critic;
  };
  const plain = learned(0);
  expect(plain.estimate(unsafe)).toBeGreaterThan(0.8);
  expect(plain.estimate(safe)).toBeLessThan(0.2);
  const conservative = learned(0.1);
  expect(conservative.estimate(unseen)).toBeGreaterThan(plain.estimate(unseen) + 0.1);
  expect(conservative.estimate(unsafe)).toBeGreaterThan(conservative.estimate(safe));
});

test('before anything was judged it says ½ and has no loss; only the newest verdicts are remembered', () => {
  const critic = new CostCritic({ features: size, conservatism: 0.1, replay: 4 });
  expect(critic.estimate(vector())).toBe(0.5);
  expect(critic.learn([], proposals)).toBeNull();
  critic.learn(judged, []);
  expect(critic.state().tensors['costs']?.data).toEqual(Float32Array.of(0, 1, 0, 1));
});

test('a critic that is put back learns on as if it had never stopped', () => {
  const make = (): CostCritic => new CostCritic({ features: size, conservatism: 0.1, replay: 8 });
  const straight = make();
  straight.learn(judged, proposals);
  const saved = straight.state();
  straight.learn(judged.slice(0, 2), proposals);
  const resumed = make();
  resumed.restore(saved);
  resumed.learn(judged.slice(0, 2), proposals);
  expect(resumed.state()).toEqual(straight.state());
  expect(saved.tensors['weights']?.data).not.toEqual(straight.state().tensors['weights']?.data);
  const other = new CostCritic({ features: size + 1, conservatism: 0.1, replay: 8 });
  expect(() => other.restore(saved)).toThrow(/another model/);
});

test('the estimate is logistic in the features, the last weight its bias', () => {
  expect(estimateOf(Float32Array.of(0, 0, Math.log(3)), Float32Array.of(5, 5))).toBeCloseTo(0.75, 6);
});
