// What a training model promises beside its gradients: micro-batches, the reference, value head, dropout, weights in
// memory, names of what is trained.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { newAdapter } from '../../../../../src/engine/adapters/newAdapter';
import type { OpenCheckpoint } from '../../../../../src/engine/checkpoints/checkpoint';
import { projections, type Projection } from '../../../../../src/engine/checkpoints/projections';
import { add, mul, sub, sumAll } from '../../../../../src/engine/graph/ops';
import type { Loss } from '../../../../../src/engine/training/losses/loss';
import {
  createTrainingModel,
  type TrainingModelOptions,
} from '../../../../../src/engine/training/model/createTrainingModel';
import { trainingGraph } from '../../../../../src/engine/training/model/trainingGraph';
import type { TrainingModel } from '../../../../../src/engine/training/model/trainingModel';
import { repositoryPath } from '../../../../support/paths';
import { openFixture } from '../../models/goldenFixtures';
import { weightedLoss } from './weightedLoss';

const rows = {
  ids: [
    [3, 17, 9, 201, 44, 5],
    [8, 8, 120],
    [61, 2, 33, 90],
  ],
  scored: [[2, 3, 5], [1, 2], [3]],
};
const feeds = { weights: Float32Array.of(1, -0.5, 2, 0.3, -1, 0.7) };

const lora = {
  kind: 'lora',
  rank: 3,
  alpha: 6,
  targets: ['q_proj', 'v_proj', 'up_proj'] satisfies Projection[],
  rslora: false,
  dropout: 0,
  seed: 5,
} as const;

const options: TrainingModelOptions = {
  method: lora,
  loss: weightedLoss,
  temperature: 1,
  recompute: false,
  microBatchTokens: 1000,
  executionProvider: 'cpu',
  threads: 1,
};

let llama: OpenCheckpoint;
beforeAll(async () => {
  llama = await openFixture('llama');
});

async function using<Result>(
  settings: Partial<TrainingModelOptions>,
  use: (model: TrainingModel) => Promise<Result>,
): Promise<Result> {
  const model = await createTrainingModel(llama, { ...options, ...settings });
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}

function zeros(model: TrainingModel): Float32Array[] {
  return model.trainables.map(({ data }) => new Float32Array(data.length));
}

/** Moves every number a little, the same way each time. */
function disturb(model: TrainingModel): void {
  model.trainables.forEach(({ data }, index) => {
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + 0.05 * Math.sin(i + 7 * index);
  });
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] ?? NaN))), 0);
}

describe('a new adapter', () => {
  it('has the names, shapes and start that PEFT gives it', async () => {
    await using({}, (model) => {
      expect(model.trainables.length).toBe(2 * 2 * 3);
      const names = model.trainables.map(({ name }) => name);
      expect(names).toContain('base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight');
      expect(names).toContain('base_model.model.model.layers.0.mlp.up_proj.lora_B.weight');
      for (const { name, shape, data } of model.trainables) {
        const bound = 1 / Math.sqrt(shape[1] ?? 1);
        const mean = data.reduce((sum, x) => sum + x / data.length, 0);
        const variance = data.reduce((sum, x) => sum + (x - mean) ** 2 / data.length, 0);
        expect(shape[name.includes('lora_A') ? 0 : 1]).toBe(3);
        if (name.includes('lora_B')) expect(data.every((x) => x === 0)).toBe(true);
        else {
          expect(data.every((x) => Math.abs(x) <= bound)).toBe(true);
          // U(−b, b) has the variance b²/3; 192 numbers give it to within some ten percent.
          expect(variance / (bound ** 2 / 3)).toBeGreaterThan(0.7);
          expect(variance / (bound ** 2 / 3)).toBeLessThan(1.3);
        }
      }
      return Promise.resolve();
    });
  });

  it('starts alike from the same seed alone', async () => {
    const start = (seed: number): Promise<Float32Array> =>
      using({ method: { ...lora, seed } }, (model) =>
        Promise.resolve(model.trainables[0]?.data ?? new Float32Array()),
      );
    const [a, b, c] = [await start(1), await start(1), await start(2)];
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('trains nothing without rank or targets', async () => {
    for (const method of [
      { ...lora, rank: 0 },
      { ...lora, targets: [] },
    ]) {
      await expect(createTrainingModel(llama, { ...options, method })).rejects.toMatchObject({
        code: 'configInvalid',
      });
    }
  });

  it('scales by alpha/√rank with rsLoRA', async () => {
    const scored = (rslora: boolean, alpha: number): Promise<Float32Array> =>
      using({ method: { ...lora, rslora, alpha } }, async (model) => {
        disturb(model);
        return (await model.score(rows, 'current')).logprobs;
      });
    const plain = await scored(false, 6 * Math.sqrt(3));
    expect(largestDifference(await scored(true, 6), plain)).toBeLessThan(1e-5);
    expect(largestDifference(await scored(true, 6 * Math.sqrt(3)), plain)).toBeGreaterThan(1e-3);
  });
});

describe.each([
  ['LoRA', lora],
  ['all parameters', { kind: 'full' }],
] as const)('with %s', (_, method) => {
  it('the reference stays where training began, however micro-batches are cut', async () => {
    await using({ method, microBatchTokens: 7 }, async (model) => {
      const before = await model.score(rows, 'current');
      disturb(model);
      const after = await model.score(rows, 'current');
      const reference = await model.score(rows, 'reference');
      expect(largestDifference(reference.logprobs, before.logprobs)).toBeLessThan(1e-5);
      expect(largestDifference(after.logprobs, before.logprobs)).toBeGreaterThan(1e-2);
      const together = await using({ method }, async (other) => {
        disturb(other);
        return other.score(rows, 'current');
      });
      expect(largestDifference(after.logprobs, together.logprobs)).toBeLessThan(1e-5);
    });
  });

  it('gradients of rows add up to those of the batch', async () => {
    await using({ method }, async (model) => {
      disturb(model);
      const [whole, parts] = [zeros(model), zeros(model)];
      const step = await model.accumulate(rows, feeds, whole);
      let [loss, first] = [0, 0];
      for (const [index, ids] of rows.ids.entries()) {
        const scored = rows.scored[index] ?? [];
        const weights = feeds.weights.slice(first, first + scored.length);
        first += scored.length;
        loss += (await model.accumulate({ ids: [ids], scored: [scored] }, { weights }, parts)).loss;
      }
      expect(loss).toBeCloseTo(step.loss, 4);
      whole.forEach((gradient, index) => {
        const scale = Math.max(1e-3, ...gradient.map(Math.abs));
        expect(largestDifference(gradient, parts[index] ?? new Float32Array()) / scale).toBeLessThan(1e-4);
      });
    });
  });

  it('a step against the gradient changes the loss by as much as it says', async () => {
    await using({ method }, async (model) => {
      disturb(model);
      const gradients = zeros(model);
      const before = await model.accumulate(rows, feeds, gradients);
      const square = gradients.reduce((sum, g) => sum + g.reduce((part, x) => part + x * x, 0), 0);
      // Small enough that the change is linear, large enough that float32 sees it.
      const rate = 0.01 / square;
      model.trainables.forEach(({ data }, index) => {
        for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) - rate * (gradients[index]?.[i] ?? 0);
      });
      const after = await model.accumulate(rows, feeds, zeros(model));
      expect((before.loss - after.loss) / 0.01).toBeCloseTo(1, 1);
    });
  });
});

/** Of TRL's GRPOTrainer for an adapter that is trained further (test/fixtures/python/startReference.py). */
interface StartReference {
  readonly ids: readonly (readonly number[])[];
  /** The last tokens of each row that are scored. */
  readonly kept: number;
  readonly before: readonly (readonly number[])[];
  readonly reference: readonly (readonly number[])[];
  readonly current: readonly (readonly number[])[];
}

it('the reference of an adapter that is trained further is what it began as, as in TRL', async () => {
  const golden = JSON.parse(
    readFileSync(repositoryPath('test/fixtures/golden/startReference.json'), 'utf8'),
  ) as StartReference;
  const { ids, kept } = golden;
  const scored = ids.map((row) => row.map((_, place) => place).slice(-kept));
  const model = await createTrainingModel(await openFixture('llama-lora-rslora'), options);
  const scores = async (policy: 'current' | 'reference'): Promise<Float32Array> =>
    (await model.score({ ids, scored }, policy)).logprobs;
  const near = (found: Float32Array, wanted: StartReference['before']): void => {
    expect(largestDifference(found, Float32Array.from(wanted.flat()))).toBeLessThan(1e-4);
  };
  try {
    near(await scores('current'), golden.before);
    for (const { data } of model.trainables) {
      for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + 0.05 * Math.sin(i);
    }
    near(await scores('current'), golden.current);
    near(await scores('reference'), golden.reference);
  } finally {
    await model.dispose();
  }
});

it('rows without scored tokens cost nothing and give nothing', async () => {
  await using({}, async (model) => {
    const gradients = zeros(model);
    const empty = { ids: [[1, 2, 3]], scored: [[]] };
    expect(await model.accumulate(empty, { weights: new Float32Array() }, gradients)).toEqual({
      loss: 0,
      entropySum: 0,
      metrics: { negative: 0 },
    });
    expect((await model.score(empty, 'current')).logprobs.length).toBe(0);
    await expect(model.score({ ids: [[1, 2]], scored: [[0]] }, 'current')).rejects.toThrow(RangeError);
    await expect(model.score({ ids: [[1, 2]], scored: [[2]] }, 'current')).rejects.toThrow(RangeError);
  });
});

/** ½ Σ (value − target)², plus the weighted log-probabilities. */
const valueLoss: Loss = {
  inputs: { weights: 'token', targets: 'token' },
  needsValues: true,
  build(g, { logprobs, values }, { weights, targets }) {
    if (weights === undefined || targets === undefined || values === null) throw new Error('Fed in full.');
    const error = sub(g, values, targets);
    const half = g.float32([], [0.5]);
    return {
      loss: add(g, sumAll(g, mul(g, weights, logprobs)), mul(g, half, sumAll(g, mul(g, error, error)))),
      metrics: { values: sumAll(g, values) },
    };
  },
};

it('a value head starts at zero and learns its targets', async () => {
  await using({ loss: valueLoss }, async (model) => {
    const names = model.trainables.map(({ name }) => name);
    expect(names.slice(-2)).toEqual(['v_head.summary.weight', 'v_head.summary.bias']);
    expect([...((await model.score(rows, 'current')).values ?? [1])]).toEqual([0, 0, 0, 0, 0, 0]);
    const targets = Float32Array.of(1, -1, 2, 0.5, 0, -2);
    const weights = new Float32Array(6);
    const [weight, bias] = model.trainables.slice(-2);
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) {
      const gradients = zeros(model);
      losses.push((await model.accumulate(rows, { weights, targets }, gradients)).loss);
      for (const [trainable, gradient] of [
        [weight, gradients.at(-2)],
        [bias, gradients.at(-1)],
      ] as const) {
        trainable?.data.forEach((x, i) => {
          trainable.data[i] = x - 0.01 * (gradient?.[i] ?? 0);
        });
      }
    }
    // ½·(1 + 1 + 4 + ¼ + 0 + 4) at the start; six linear equations in 65 unknowns have a solution.
    expect(losses[0]).toBeCloseTo(5.125, 5);
    expect(losses.at(-1)).toBeLessThan(0.5);
    const { values } = await model.score(rows, 'current');
    expect(Math.sign(values?.[2] ?? 0)).toBe(1);
    expect(Math.sign(values?.[5] ?? 0)).toBe(-1);
  });
});

it('dropout follows its seed, keeps the mean, and is off when scoring', async () => {
  const method = { ...lora, dropout: 0.25 };
  await using({ method }, async (model) => {
    disturb(model);
    const loss = async (seed: number): Promise<number> =>
      (await model.accumulate(rows, feeds, zeros(model), seed)).loss;
    const first = await loss(1);
    expect(await loss(1)).toBe(first);
    const losses = [first];
    for (let seed = 2; seed <= 40; seed++) losses.push(await loss(seed));
    expect(new Set(losses).size).toBe(40);
    const dropped = await model.score(rows, 'current');
    const kept = await using({}, async (other) => {
      disturb(other);
      return {
        ...(await other.score(rows, 'current')),
        step: await other.accumulate(rows, feeds, zeros(other)),
      };
    });
    expect(largestDifference(dropped.logprobs, kept.logprobs)).toBe(0);
    // The mean over masks is near the loss without dropout: within three standard errors, and some curvature.
    const mean = losses.reduce((sum, x) => sum + x / losses.length, 0);
    const spread = Math.sqrt(losses.reduce((sum, x) => sum + (x - mean) ** 2 / (losses.length - 1), 0));
    expect(spread).toBeGreaterThan(0);
    expect(Math.abs(mean - kept.step.loss)).toBeLessThan(3 * (spread / Math.sqrt(losses.length)) + 0.05);
  });
});

it('every module has a dropout mask of its own', () => {
  const { config } = llama;
  const adapter = newAdapter(config, { ...lora, targets: projections });
  const plan = {
    ...{ config, blocks: new Map(), adapter, temperature: 1, valueHead: false, recompute: false },
    passTokens: 64,
  };
  const { dropouts } = trainingGraph({ ...plan, dropout: 0.1 }, weightedLoss);
  expect(new Set(dropouts.map(({ name }) => name)).size).toBe(config.layers * projections.length);
  expect(trainingGraph({ ...plan, dropout: 0 }, weightedLoss).dropouts).toEqual([]);
});

it.each([false, true])(
  'gradients with dropout are those of central differences (recomputed: %s)',
  async (recompute) => {
    const method = { ...lora, targets: projections, dropout: 0.3 };
    await using({ method, recompute }, async (model) => {
      disturb(model);
      const gradients = zeros(model);
      await model.accumulate(rows, feeds, gradients, 7);
      const loss = async (): Promise<number> => (await model.accumulate(rows, feeds, zeros(model), 7)).loss;
      const scale = Math.max(...gradients.flatMap((gradient) => [...gradient].map(Math.abs)));
      const h = 2 ** -7;
      for (const [index, { name, data }] of model.trainables.entries()) {
        const own = gradients[index] ?? new Float32Array();
        // The largest of each matrix: dropout leaves a column of A without any.
        const at = own.reduce((best, x, i) => (Math.abs(x) > Math.abs(own[best] ?? 0) ? i : best), 0);
        const before = data[at] ?? 0;
        data[at] = before + h;
        const above = await loss();
        data[at] = before - h;
        const below = await loss();
        data[at] = before;
        expect(Math.abs((above - below) / (2 * h) - (own[at] ?? 0)) / scale, name).toBeLessThan(1e-3);
      }
    });
  },
);

it('a checkpoint that lacks a tensor is not trained', async () => {
  const tensors = new Map(llama.tensors);
  tensors.delete('lm_head.weight');
  await expect(
    createTrainingModel(
      { config: llama.config, tensors, adapter: null },
      { ...options, method: { kind: 'full' } },
    ),
  ).rejects.toMatchObject({ code: 'checkpointCorrupt' });
});

it('an adapter cannot be trained in full', async () => {
  const adapter = await openFixture('llama-lora');
  await expect(createTrainingModel(adapter, { ...options, method: { kind: 'full' } })).rejects.toMatchObject({
    code: 'configInvalid',
  });
  await adapter.dispose();
});

it('stops between micro-batches when it is told to', async () => {
  await using({ microBatchTokens: 1 }, async (model) => {
    await expect(model.score(rows, 'current', AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
