// The network against finite differences, in every size that its loops treat apart.
import { expect, test } from 'vitest';
import { Mlp, moveTowards } from '../../../../../src/engine/control/network/mlp';
import { NetworkOptimizer } from '../../../../../src/engine/control/network/optimizer';
import { seededRandom } from '../../../../../src/safety/random';
import { normalVariate } from '../../../../../src/safety/statistics/normal';

const random = seededRandom(5);
const numbers = (count: number): Float32Array => new Float32Array(count).map(() => normalVariate(random));

test.each([
  [1, [3, 5, 2]],
  [4, [2, 4, 4, 1]],
  [7, [5, 6, 9, 3]],
])('gradients of %i rows through %j', (rows, sizes) => {
  const network = Mlp.create(sizes, random);
  const input = numbers(rows * network.inputs);
  const weights = numbers(rows * network.outputs);
  // Any smooth function of the outputs.
  const loss = (): number =>
    network.forward(input, rows).output.reduce((sum, value, i) => sum + (weights[i] ?? 0) * value * value, 0);
  const trace = network.forward(input, rows);
  const parameters = network.parameters('n');
  const gradients = parameters.map(({ data }) => new Float32Array(data.length));
  const outputs = trace.output.map((value, i) => 2 * (weights[i] ?? 0) * value);
  const ofInput = network.backward(trace, outputs, gradients);
  const step = 1e-2;
  const slope = (data: Float32Array, i: number): number => {
    const kept = data[i] ?? 0;
    data[i] = kept + step;
    const above = loss();
    data[i] = kept - step;
    const below = loss();
    data[i] = kept;
    return (above - below) / (2 * step);
  };
  const largest = Math.max(1, ...gradients.flatMap((one) => [...one].map(Math.abs)));
  for (const [index, { data }] of parameters.entries()) {
    for (let i = 0; i < data.length; i++) {
      expect(Math.abs((gradients[index]?.[i] ?? NaN) - slope(data, i))).toBeLessThan(3e-3 * largest);
    }
  }
  for (let i = 0; i < input.length; i++) {
    expect(Math.abs((ofInput[i] ?? NaN) - slope(input, i))).toBeLessThan(3e-3 * largest);
  }
});

test('rows do not depend on the rows beside them', () => {
  const network = Mlp.create([3, 8, 2], random);
  const input = numbers(6 * 3);
  const together = network.forward(input, 6).output;
  for (let row = 0; row < 6; row++) {
    expect(network.evaluate(input.slice(row * 3, row * 3 + 3))).toEqual(together.slice(row * 2, row * 2 + 2));
  }
});

test('names are those of a Sequential of Linear and Tanh', () => {
  expect(
    Mlp.create([2, 3, 1], random)
      .parameters('policy')
      .map(({ name }) => name),
  ).toEqual(['policy.0.weight', 'policy.0.bias', 'policy.2.weight', 'policy.2.bias']);
});

test('a slow copy moves by a share of the way', () => {
  const [slow, fast] = [Mlp.create([1, 1], random), Mlp.create([1, 1], random)];
  const [before, towards] = [slow.layers[0]?.weight[0] ?? 0, fast.layers[0]?.weight[0] ?? 0];
  moveTowards(slow, fast, 0.25);
  expect(slow.layers[0]?.weight[0]).toBeCloseTo(0.75 * before + 0.25 * towards, 6);
});

test('the optimiser fits a function, and shortens what is too long', () => {
  const network = Mlp.create([1, 16, 1], random);
  const optimizer = new NetworkOptimizer(network.parameters('n'));
  const x = Float32Array.from({ length: 20 }, (_, i) => i / 10 - 1);
  const error = (): number => {
    const trace = network.forward(x, 20);
    const gradient = trace.output.map((value, i) => (value - Math.sin(2 * (x[i] ?? 0))) / 20);
    network.backward(trace, gradient, optimizer.gradients);
    return trace.output.reduce((sum, value, i) => sum + (value - Math.sin(2 * (x[i] ?? 0))) ** 2, 0) / 20;
  };
  const before = error();
  for (let i = 0; i < 300; i++) {
    optimizer.step(0.01, 1);
    error();
  }
  expect(error()).toBeLessThan(before / 20);
});
