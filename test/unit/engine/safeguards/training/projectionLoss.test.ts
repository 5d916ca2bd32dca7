// ProCon's penalty through whole models against PyTorch (projectionGradients.py): all parameters and LoRA, recomputed or not.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Projection } from '../../../../../src/engine/checkpoints/projections';
import {
  projectionInputs,
  projectionLoss,
} from '../../../../../src/engine/safeguards/training/projectionLoss';
import { sumOfLosses } from '../../../../../src/engine/training/losses/sumOfLosses';
import { createTrainingModel } from '../../../../../src/engine/training/model/createTrainingModel';
import { repositoryPath } from '../../../../support/paths';
import { openFixture } from '../../models/goldenFixtures';
import { deviation, type GoldenGradient } from '../../training/model/goldenGradient';
import { weightedLoss } from '../../training/model/weightedLoss';

interface Golden {
  readonly temperature: number;
  readonly ids: readonly (readonly number[])[];
  readonly scored: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly penalty: readonly number[];
  readonly layers: readonly number[];
  readonly reference: readonly (readonly number[])[];
  readonly directions: readonly (readonly number[])[];
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly loss: number;
        readonly moved: number;
        readonly gradients: Readonly<Record<string, GoldenGradient>>;
      }
    >
  >;
}

const golden = JSON.parse(
  readFileSync(repositoryPath('test/fixtures/golden/projectionGradients.json'), 'utf8'),
) as Golden;

const lora = {
  kind: 'lora',
  rank: 4,
  alpha: 8,
  targets: ['q_proj'] satisfies Projection[],
  rslora: false,
  dropout: 0,
  seed: 1,
} as const;

const perLayer = (of: (layer: number, place: number) => readonly [string, readonly number[]]) =>
  Object.fromEntries(
    golden.layers.map((layer, place) => {
      const [name, data] = of(layer, place);
      return [name, Float32Array.from(data)];
    }),
  );

test.each([
  ['llama', false],
  ['llama', true],
  ['llama-lora', false],
])('%s has the loss and the gradients of PyTorch (recomputed: %s)', async (name, recompute) => {
  const expected = golden.cases[name];
  const checkpoint = await openFixture(name);
  const model = await createTrainingModel(checkpoint, {
    method: name.includes('lora') ? lora : { kind: 'full' },
    loss: sumOfLosses(weightedLoss, [projectionLoss(golden.layers)]),
    temperature: golden.temperature,
    recompute,
    microBatchTokens: 24,
    executionProvider: 'cpu',
    threads: 1,
  });
  const gradients = model.trainables.map(({ data }) => new Float32Array(data.length));
  const step = await model.accumulate(
    { ids: golden.ids, scored: golden.scored },
    {
      weights: Float32Array.from(golden.weights),
      [projectionInputs.weights]: Float32Array.from(golden.penalty),
      [projectionInputs.shares]: new Float32Array(golden.penalty.length).fill(1 / golden.penalty.length),
      ...perLayer((layer, place) => [projectionInputs.direction(layer), golden.directions[place] ?? []]),
      ...perLayer((layer, place) => [projectionInputs.reference(layer), golden.reference[place] ?? []]),
    },
    gradients,
  );
  expect(step.loss / (expected?.loss ?? NaN)).toBeCloseTo(1, 6);
  expect((step.metrics['safeguards/procon/moved'] ?? NaN) / (expected?.moved ?? NaN)).toBeCloseTo(1, 6);
  expect(model.trainables.map((trainable) => trainable.name).sort()).toEqual(
    Object.keys(expected?.gradients ?? {}).sort(),
  );
  model.trainables.forEach((trainable, index) => {
    const wanted = expected?.gradients[trainable.name];
    const own = gradients[index];
    if (wanted === undefined || own === undefined) throw new Error(trainable.name);
    expect(deviation(own, wanted), trainable.name).toBeLessThan(1e-4);
  });
  await model.dispose();
  await checkpoint.dispose();
});

test('states are those that the penalty reads, of the policy and of the reference', async () => {
  const checkpoint = await openFixture('llama-lora');
  const model = await createTrainingModel(checkpoint, {
    method: lora,
    loss: weightedLoss,
    temperature: 1,
    recompute: false,
    microBatchTokens: 24,
    executionProvider: 'cpu',
    threads: 1,
  });
  const rows = golden.ids.map((ids, row) => ({ ids, scored: golden.scored[row] ?? [] }));
  const current = await model.states(rows, golden.layers, 'current');
  const reference = await model.states(rows, golden.layers, 'reference');
  const { hiddenSize } = checkpoint.config;
  expect(current.map((ofLayer) => ofLayer.map(({ length }) => length / hiddenSize))).toEqual(
    golden.layers.map(() => golden.scored.map(({ length }) => length)),
  );
  // PyTorch's mean over all tokens of Σ_layers (h·r − p)², from the states themselves.
  let moved = 0;
  let tokens = 0;
  for (const [row, { scored }] of rows.entries()) {
    for (const token of scored.keys()) {
      for (const [place, direction] of golden.directions.entries()) {
        const state = current[place]?.[row]?.subarray(token * hiddenSize, (token + 1) * hiddenSize);
        const projection = direction.reduce((sum, value, i) => sum + value * (state?.[i] ?? NaN), 0);
        moved += (projection - (golden.reference[place]?.[tokens] ?? NaN)) ** 2;
      }
      tokens++;
    }
  }
  expect(moved / tokens / (golden.cases['llama-lora']?.moved ?? NaN)).toBeCloseTo(1, 5);
  // The reference is the adapter as it began.
  expect(reference).toEqual(current);
  const before = reference[0]?.[0]?.[0];
  for (const { data } of model.trainables) data.fill(0);
  const off = await model.states(rows, golden.layers, 'current');
  expect(off[0]?.[0]).not.toEqual(current[0]?.[0]);
  const again = await model.states(rows, golden.layers, 'reference');
  expect(again[0]?.[0]?.[0]).toBe(before);
  await model.dispose();
  await checkpoint.dispose();
});
