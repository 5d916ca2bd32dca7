// The loss of a multifurcation reward model and its gradients, against PyTorch with PEFT: tokens that were not observed give none.
import { expect, test } from 'vitest';
import { encodeModel } from '../../../../../src/engine/graph/encodeModel';
import { createSession, float32Data, float32Tensor } from '../../../../../src/engine/runtime/session';
import { rewardInputs, rewardTrainingGraph } from '../../../../../src/engine/safeguards/decoding/rewardGraph';
import { RowFeeds } from '../../../../../src/engine/training/model/feeds';
import { packRows } from '../../../../../src/engine/training/model/packRows';
import { checkpointWeights, readWeights } from '../../../../../src/engine/training/model/weightSource';
import { openFixture } from '../../models/goldenFixtures';
import { safeguardGoldens } from './goldens';

test('is PyTorch’s, and so are its gradients', async () => {
  const golden = safeguardGoldens.rewards;
  const opened = await openFixture('llama-lora');
  const { config, tensors, adapter } = opened;
  if (adapter === null) throw new Error('The fixture is an adapter.');
  const graph = rewardTrainingGraph(config, adapter);
  const weights = await readWeights(graph.weights, checkpointWeights(tensors));
  const session = await createSession(encodeModel(graph.graph), { executionProvider: 'cpu' });
  const flat = (of: (row: (typeof golden.rows)[number]) => readonly number[]) => {
    const values = golden.rows.flatMap(of);
    return float32Tensor(Float32Array.from(values), [values.length]);
  };
  const outputs = await session.run(
    {
      ...Object.fromEntries(
        graph.weights.map(({ value }) => [
          value.name,
          float32Tensor(weights.get(value.name) ?? new Float32Array(), value.shape.map(Number)),
        ]),
      ),
      ...Object.fromEntries(
        adapter.trainables.map(({ name, shape, data }) => [name, float32Tensor(data, shape)]),
      ),
      [rewardInputs.scale]: float32Tensor(Float32Array.of(golden.scale), [1]),
      [rewardInputs.bias]: float32Tensor(Float32Array.from(golden.bias), [config.vocabSize]),
      ...new RowFeeds(config).of(
        packRows({ ids: golden.rows.map(({ ids }) => ids), scored: golden.rows.map(({ scored }) => scored) }),
      ),
      [rewardInputs.target]: flat(({ target }) => target),
      [rewardInputs.weight]: flat(({ weight }) => weight),
    },
    [graph.loss, ...graph.gradients.values()],
  );
  const close = (actual: number | undefined, expected: number | undefined, scale: number): void => {
    expect(Math.abs((actual ?? NaN) - (expected ?? NaN))).toBeLessThan(1e-4 * Math.max(1e-3, scale));
  };
  close(float32Data(outputs, graph.loss)[0], golden.loss, golden.loss);
  const [scaleGradient] = float32Data(outputs, graph.gradients.get(rewardInputs.scale) ?? '');
  close(scaleGradient, golden.scaleGradient, Math.abs(golden.scaleGradient));
  const bias = float32Data(outputs, graph.gradients.get(rewardInputs.bias) ?? '');
  const largest = Math.max(...golden.biasGradient.map(Math.abs));
  for (const [token, expected] of golden.biasGradient.entries()) close(bias[token], expected, largest);
  const observed = new Set(golden.rows.flatMap(({ ids, scored }) => scored.map((position) => ids[position])));
  expect([...bias.keys()].filter((token) => bias[token] !== 0).every((token) => observed.has(token))).toBe(
    true,
  );
  expect(Object.keys(golden.gradients).sort()).toEqual(adapter.trainables.map(({ name }) => name).sort());
  for (const [name, { norm, first }] of Object.entries(golden.gradients)) {
    const gradient = float32Data(outputs, graph.gradients.get(name) ?? '');
    close(Math.hypot(...gradient), norm, norm);
    for (const [place, value] of first.entries()) close(gradient[place], value, norm);
  }
  await session.dispose();
  await opened.dispose();
});
