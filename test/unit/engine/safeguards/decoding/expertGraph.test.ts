// Gradients of the experts' training against differences of its loss, and what two stages learn.
import { expect, test } from 'vitest';
import { encodeModel } from '../../../../../src/engine/graph/encodeModel';
import { arraysOf, expertInput } from '../../../../../src/engine/models/safetyExpert';
import { createSession, float32Data, float32Tensor } from '../../../../../src/engine/runtime/session';
import {
  expertTrainingGraph,
  expertWeightInput,
} from '../../../../../src/engine/safeguards/decoding/expertGraph';
import { newExpert, trainExperts } from '../../../../../src/engine/safeguards/decoding/trainExperts';
import { RowFeeds } from '../../../../../src/engine/training/model/feeds';
import { packRows } from '../../../../../src/engine/training/model/packRows';
import { checkpointWeights, readWeights } from '../../../../../src/engine/training/model/weightSource';
import { seededRandom } from '../../../../../src/safety/random';
import { openFixture } from '../../models/goldenFixtures';

test('gradients are differences of the loss', async () => {
  const opened = await openFixture('llama-lora');
  const { config, tensors, adapter } = opened;
  const graph = expertTrainingGraph(config, adapter, [1], 2);
  const weights = await readWeights(graph.weights, checkpointWeights(tensors));
  const session = await createSession(encodeModel(graph.graph), { executionProvider: 'cpu' });
  const random = seededRandom(31);
  const expert = newExpert(config, 1, 2, 5);
  for (const data of [expert.gateUpB, expert.downB, expert.router, expert.routerBias]) {
    data.forEach((_, i) => (data[i] = 0.4 * random() - 0.2));
  }
  const arrays = arraysOf(config, expert);
  const fixed = {
    ...Object.fromEntries(
      graph.weights.map(({ value }) => [
        value.name,
        float32Tensor(weights.get(value.name) ?? new Float32Array(), value.shape.map(Number)),
      ]),
    ),
    ...Object.fromEntries(
      (adapter?.trainables ?? []).map(({ name, shape, data }) => [name, float32Tensor(data, shape)]),
    ),
    [expertInput(1, 'logOdds')]: float32Tensor(Float32Array.of(0.3), [1]),
    ...new RowFeeds(config).of(packRows({ ids: [[5, 9, 70, 33, 12]], scored: [[2, 3, 4]] })),
    [expertWeightInput]: float32Tensor(Float32Array.of(0.5, 1, 2), [3]),
  };
  const run = (wanted: readonly string[]) =>
    session.run(
      {
        ...fixed,
        ...Object.fromEntries(arrays.map(({ name, shape, data }) => [name, float32Tensor(data, shape)])),
      },
      wanted,
    );
  const gradients = await run([...graph.gradients.values()]);
  const step = 2 ** -7;
  let compared = 0;
  for (const { name, data } of arrays) {
    const gradient = float32Data(gradients, graph.gradients.get(name) ?? '');
    const largest = Math.max(...gradient.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    for (const at of new Set([0, Math.floor(data.length / 2), data.length - 1])) {
      const value = data[at] ?? 0;
      const lossAt = async (changed: number): Promise<number> => {
        data[at] = changed;
        const loss = float32Data(await run([graph.loss]), graph.loss)[0] ?? NaN;
        data[at] = value;
        return loss;
      };
      const difference = ((await lossAt(value + step)) - (await lossAt(value - step))) / (2 * step);
      expect(Math.abs((gradient[at] ?? NaN) - difference)).toBeLessThan(0.02 * largest + 1e-3);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(12);
  await session.dispose();
  await opened.dispose();
});

test('the expert learns its answer, and the router whose prompts it is for', async () => {
  const opened = await openFixture('llama');
  const { config, tensors, adapter } = opened;
  const random = seededRandom(32);
  // Harmful prompts have tokens of their own, so that a router can tell.
  const example = (kind: 'harmful' | 'benign') => {
    const prompt = Array.from(
      { length: 5 },
      () => (kind === 'harmful' ? 10 : 200) + Math.floor(random() * 20),
    );
    const answer = kind === 'harmful' ? [100, 101, 102] : [150, 151, 152];
    return { ids: [...prompt, ...answer], scored: [5, 6, 7], kind };
  };
  const examples = Array.from({ length: 8 }, (_, i) => example(i % 2 === 0 ? 'harmful' : 'benign'));
  const losses: number[] = [];
  for (const epochs of [1, 40]) {
    const trained = await trainExperts(examples, {
      ...{ config, tensors, adapter, layers: [0, 1], rank: 4, epochs, seed: 3 },
      session: { executionProvider: 'cpu' },
      check: () => undefined,
      onStep: () => undefined,
    });
    losses.push(trained.losses.refusals);
    expect(trained.experts.map(({ layer }) => layer)).toEqual([0, 1]);
    expect(trained.experts.every(({ router }) => router.some((value) => value !== 0))).toBe(true);
  }
  expect(losses[1]).toBeLessThan((losses[0] ?? NaN) - 0.5);
  await opened.dispose();
});
