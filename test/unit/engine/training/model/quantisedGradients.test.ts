// Low-rank updates over a frozen base in blocks: log-probabilities and gradients against PyTorch on the dequantised weights and
// against central differences; what such a base cannot be trained with.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { projections } from '../../../../../src/engine/checkpoints/projections';
import {
  createTrainingModel,
  type TrainingModelOptions,
} from '../../../../../src/engine/training/model/createTrainingModel';
import type { TrainingModel } from '../../../../../src/engine/training/model/trainingModel';
import type { Precision } from '../../../../../src/protocol/checkpoints';
import { openFixture, openGgufFixture } from '../../models/goldenFixtures';
import { deviation, type GoldenGradient } from './goldenGradient';
import { weightedLoss } from './weightedLoss';

interface Golden {
  readonly temperature: number;
  readonly ids: readonly (readonly number[])[];
  readonly ggufIds: readonly (readonly number[])[];
  readonly scored: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly loss: number;
        readonly logprobs: readonly number[];
        readonly gradients: Readonly<Record<string, GoldenGradient>>;
      }
    >
  >;
}

const golden = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../../fixtures/golden/quantisedGradients.json', import.meta.url)),
    'utf8',
  ),
) as Golden;

const options: TrainingModelOptions = {
  method: { kind: 'lora', rank: 3, alpha: 6, targets: projections, rslora: false, dropout: 0, seed: 1 },
  loss: weightedLoss,
  temperature: golden.temperature,
  recompute: false,
  microBatchTokens: 24,
  executionProvider: 'cpu',
  threads: 1,
};
const feeds = { weights: Float32Array.from(golden.weights) };

/** "llama-lora int4", or a GGUF file as it is. */
function open(name: string): Promise<OpenCheckpoint> {
  const [checkpoint = '', precision] = name.split(' ');
  return precision === undefined
    ? openGgufFixture(checkpoint, 'native')
    : openFixture(checkpoint, precision as Precision);
}

function isGguf(name: string): boolean {
  return !name.includes(' ');
}

/** As quantisedGradients.py sets a new adapter's numbers. */
function setNumbers({ trainables }: TrainingModel): void {
  const byName = [...trainables].sort((a, b) => (a.name < b.name ? -1 : 1));
  byName.forEach(({ data }, index) => {
    for (let i = 0; i < data.length; i++) data[i] = 0.1 * Math.sin(i + 7 * index + 1);
  });
}

function zeros({ trainables }: TrainingModel): Float32Array[] {
  return trainables.map(({ data }) => new Float32Array(data.length));
}

async function using(
  name: string,
  own: Partial<TrainingModelOptions>,
  use: (model: TrainingModel, rows: Rows) => Promise<void>,
): Promise<void> {
  const checkpoint = await open(name);
  expect(checkpoint.blocks?.size).toBeGreaterThan(0);
  const model = await createTrainingModel(checkpoint, { ...options, ...own });
  try {
    if (isGguf(name)) setNumbers(model);
    await use(model, { ids: isGguf(name) ? golden.ggufIds : golden.ids, scored: golden.scored });
  } finally {
    await model.dispose();
    await checkpoint.dispose();
  }
}

interface Rows {
  readonly ids: readonly (readonly number[])[];
  readonly scored: readonly (readonly number[])[];
}

describe.each(Object.keys(golden.cases))('%s', (name) => {
  it.each([false, true])(
    'has the gradients of PyTorch on the dequantised weights (recomputed: %s)',
    async (recompute) => {
      const expected = golden.cases[name];
      await using(name, { recompute }, async (model, rows) => {
        const gradients = zeros(model);
        const step = await model.accumulate(rows, feeds, gradients);
        expect(model.trainables.map((trainable) => trainable.name).sort()).toEqual(
          Object.keys(expected?.gradients ?? {}).sort(),
        );
        model.trainables.forEach((trainable, index) => {
          const wanted = expected?.gradients[trainable.name];
          const own = gradients[index];
          if (wanted === undefined || own === undefined) throw new Error(trainable.name);
          expect(deviation(own, wanted), trainable.name).toBeLessThan(1e-4);
        });
        expect(step.loss / (expected?.loss ?? NaN)).toBeCloseTo(1, 4);
        const { logprobs } = await model.score(rows, 'current');
        expect(logprobs.length).toBe(expected?.logprobs.length);
        logprobs.forEach((x, i) => {
          expect(Math.abs(x - (expected?.logprobs[i] ?? NaN))).toBeLessThan(2e-4);
        });
      });
    },
  );
});

it.each(['llama-lora int4', 'llama-lora int8', 'llama-Q4_K', 'llama-Q6_K'])(
  '%s: gradients are those of central differences',
  async (name) => {
    await using(name, {}, async (model, rows) => {
      const gradients = zeros(model);
      await model.accumulate(rows, feeds, gradients);
      const loss = async (): Promise<number> => (await model.accumulate(rows, feeds, zeros(model))).loss;
      const scale = Math.max(...gradients.flatMap((gradient) => [...gradient].map(Math.abs)));
      const h = 2 ** -9;
      for (const [index, { name: matrix, data }] of model.trainables.entries()) {
        const own = gradients[index] ?? new Float32Array();
        const at = own.reduce((best, x, i) => (Math.abs(x) > Math.abs(own[best] ?? 0) ? i : best), 0);
        const before = data[at] ?? 0;
        const change = async (step: number): Promise<number> => {
          data[at] = before + step;
          return loss();
        };
        // Five points: the error is of the fourth order in h.
        const near = (await change(h)) - (await change(-h));
        const far = (await change(2 * h)) - (await change(-2 * h));
        data[at] = before;
        const slope = (8 * near - far) / (12 * h);
        expect(Math.abs(slope - (own[at] ?? 0)) / scale, matrix).toBeLessThan(1e-3);
      }
    });
  },
);

it('the reference is the base in its blocks', async () => {
  await using('llama-Q4_1', {}, async (model, rows) => {
    const reference = await model.score(rows, 'reference');
    for (const { name, data } of model.trainables) if (name.includes('lora_B')) data.fill(0);
    const off = await model.score(rows, 'current');
    expect(off.logprobs).toEqual(reference.logprobs);
  });
});

it('all parameters of a rounded base are not trained, nor what rounds activations', async () => {
  const rounded = await openFixture('llama', 'int4');
  await expect(createTrainingModel(rounded, { ...options, method: { kind: 'full' } })).rejects.toMatchObject({
    code: 'configInvalid',
    message: expect.stringContaining('rounded') as string,
  });
  await rounded.dispose();
  const fast = await openGgufFixture('llama-Q4_1', 'fast');
  await expect(createTrainingModel(fast, options)).rejects.toMatchObject({
    code: 'configInvalid',
    message: expect.stringContaining('fast') as string,
  });
  await fast.dispose();
});
