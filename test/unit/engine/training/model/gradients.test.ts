// Log-probabilities, entropies and gradients of whole models against PyTorch: all parameters and LoRA, every
// architecture, with and without recomputation.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Projection } from '../../../../../src/engine/checkpoints/projections';
import { createTrainingModel } from '../../../../../src/engine/training/model/createTrainingModel';
import { openFixture } from '../../models/goldenFixtures';
import { deviation, type GoldenGradient } from './goldenGradient';
import { weightedLoss } from './weightedLoss';

interface Golden {
  readonly temperature: number;
  readonly ids: readonly (readonly number[])[];
  readonly scored: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly loss: number;
        readonly logprobs: readonly number[];
        readonly entropies: readonly number[];
        readonly gradients: Readonly<Record<string, GoldenGradient>>;
      }
    >
  >;
}

const golden = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../../fixtures/golden/trainingGradients.json', import.meta.url)),
    'utf8',
  ),
) as Golden;

const method = {
  kind: 'lora',
  rank: 4,
  alpha: 8,
  targets: ['q_proj'] satisfies Projection[],
  rslora: false,
  dropout: 0,
  seed: 1,
} as const;

describe.each(Object.keys(golden.cases))('%s', (name) => {
  it.each([false, true])('has the gradients of PyTorch (recomputed: %s)', async (recompute) => {
    const expected = golden.cases[name];
    const checkpoint = await openFixture(name);
    const model = await createTrainingModel(checkpoint, {
      method: name.includes('lora') ? method : { kind: 'full' },
      loss: weightedLoss,
      temperature: golden.temperature,
      recompute,
      microBatchTokens: 24,
      executionProvider: 'cpu',
      threads: 1,
    });
    const rows = { ids: golden.ids, scored: golden.scored };
    const gradients = model.trainables.map(({ data }) => new Float32Array(data.length));
    const step = await model.accumulate(rows, { weights: Float32Array.from(golden.weights) }, gradients);
    expect(model.trainables.map((trainable) => trainable.name).sort()).toEqual(
      Object.keys(expected?.gradients ?? {}).sort(),
    );
    model.trainables.forEach((trainable, index) => {
      const wanted = expected?.gradients[trainable.name];
      const own = gradients[index];
      if (wanted === undefined || own === undefined) throw new Error(trainable.name);
      expect(deviation(own, wanted), trainable.name).toBeLessThan(1e-4);
    });
    expect(step.loss).toBeCloseTo(expected?.loss ?? NaN, 3);

    const scores = await model.score(rows, 'current');
    expect(scores.logprobs.length).toBe(golden.weights.length);
    scores.logprobs.forEach((x, i) => {
      expect(x).toBeCloseTo(expected?.logprobs[i] ?? NaN, 4);
    });
    const entropySum = expected?.entropies.reduce((total, x) => total + x, 0);
    expect(step.entropySum).toBeCloseTo(entropySum ?? NaN, 2);
    expect(step.metrics['negative']).toBeCloseTo(
      scores.logprobs.reduce((total, x) => total - x, 0),
      2,
    );
    await model.dispose();
    await checkpoint.dispose();
  });
});
