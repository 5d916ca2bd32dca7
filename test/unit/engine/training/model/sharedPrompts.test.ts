// Completions behind one copy of their prompt: the same numbers for less work.
import { describe, expect, it } from 'vitest';
import { causalMask } from '../../../../../src/engine/models/causalAttention';
import { createTrainingModel } from '../../../../../src/engine/training/model/createTrainingModel';
import { planBatches } from '../../../../../src/engine/training/model/planBatches';
import { sharedPrompts } from '../../../../../src/engine/training/model/sharedPrompts';
import type { TrainingSequence } from '../../../../../src/engine/training/model/trainingModel';
import { seededRandom } from '../../../../../src/safety/random';
import { openFixture } from '../../models/goldenFixtures';
import { weightedLoss } from './weightedLoss';

function sequence(prompt: readonly number[], completion: readonly number[]): TrainingSequence {
  return { ids: [...prompt, ...completion], scored: completion.map((_, index) => prompt.length + index) };
}

function tokens(random: () => number, count: number): number[] {
  return Array.from({ length: count }, () => 1 + Math.floor(random() * 200));
}

describe('sharedPrompts', () => {
  const group = (prompt: number, completion: number, samples: number) => {
    const random = seededRandom(prompt, completion);
    const start = tokens(random, prompt);
    return Array.from({ length: samples }, () => [sequence(start, tokens(random, completion))]);
  };

  it('puts short completions behind one prompt, long ones in several rows, and lets the longest be', () => {
    const rows = (prompt: number, completion: number) =>
      sharedPrompts(group(prompt, completion, 8), 8192).map(({ packs }) => packs);
    expect(rows(45, 16)).toEqual([[8]]);
    expect(rows(100, 100).length).toBeGreaterThan(1);
    expect(rows(100, 100).length).toBeLessThan(8);
    expect(rows(8, 1000)).toEqual(Array.from({ length: 8 }, () => [1]));
  });

  it('never makes a row of several longer than the budget', () => {
    for (const budget of [20, 61, 100, 130]) {
      for (const { packs, length } of sharedPrompts(group(45, 16, 8), budget)) {
        if (packs[0] !== 1) expect(length).toBeLessThanOrEqual(budget);
      }
    }
    expect(sharedPrompts(group(45, 16, 8), 20)).toHaveLength(8);
  });

  it('leaves other prompts apart, and pairs whose prompts differ', () => {
    const a = sequence([1, 2, 3, 4, 5, 6], [7]);
    const b = sequence([1, 2, 3, 4, 5, 8], [7]);
    expect(sharedPrompts([[a], [b]], 100).map(({ units }) => units)).toEqual([[0], [1]]);
    expect(sharedPrompts([[a, b]], 100)).toEqual([{ units: [0], packs: [1, 1], length: 7 }]);
    expect(sharedPrompts([[a, sequence([1, 2, 3, 4, 5, 6], [9])]], 100)).toEqual([
      { units: [0], packs: [2], length: 8 },
    ]);
  });
});

describe('planBatches', () => {
  it('keeps every unit once and no batch above the budget, unless it is a single unit', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 50; round++) {
      const prompts = Array.from({ length: 3 }, () => tokens(random, 1 + Math.floor(random() * 12)));
      const units = Array.from({ length: 1 + Math.floor(random() * 20) }, () => {
        const prompt = prompts[Math.floor(random() * 3)] ?? [];
        const count = random() < 0.3 ? 2 : 1;
        return Array.from({ length: count }, () =>
          sequence(prompt, tokens(random, 1 + Math.floor(random() * 20))),
        );
      });
      const batches = planBatches(units, 64);
      expect(batches.flatMap((batch) => batch.units).sort((x, y) => x - y)).toEqual([...units.keys()]);
      for (const { units: members, rows } of batches) {
        expect(rows.ids).toEqual(members.flatMap((unit) => (units[unit] ?? []).map(({ ids }) => ids)));
        const { packs = [] } = rows;
        expect(packs.reduce((sum, count) => sum + count, 0)).toBe(rows.ids.length);
        const widths: number[] = [];
        let next = 0;
        for (const count of packs) {
          const ids = rows.ids.slice(next, next + count);
          const prompt = count === 1 ? 0 : (rows.scored[next]?.[0] ?? 0);
          widths.push(ids.reduce((sum, row) => sum + row.length - prompt, prompt));
          next += count;
        }
        if (members.length > 1) expect(widths.length * Math.max(...widths)).toBeLessThanOrEqual(64);
      }
    }
  });

  it('puts units of similar length into one pass', () => {
    const units = [2, 30, 3, 31].map((length) => [
      sequence([length], tokens(seededRandom(length), length - 1)),
    ]);
    expect(planBatches(units, 64).map((batch) => batch.units)).toEqual([
      [3, 1],
      [2, 0],
    ]);
  });
});

describe('causalMask', () => {
  it('lets a token see its prompt and its own completion up to itself, and nothing else', () => {
    const [prompt, starts, length, group] = [3, [3, 5, 9], 11, 2];
    const mask = causalMask(
      [
        { prompt, starts },
        { prompt: 0, starts: [0] },
      ],
      { sequence: length, group },
    );
    const completion = (position: number): number => starts.filter((start) => start <= position).length;
    for (let query = 0; query < length; query++) {
      for (let key = 0; key < length; key++) {
        const seen = key <= query && (key < prompt || completion(key) === completion(query));
        for (let head = 0; head < group; head++) {
          expect(mask[(query * group + head) * length + key] === 0, `${query} sees ${key}`).toBe(seen);
          const second = (length + query) * group + head;
          expect(mask[second * length + key] === 0).toBe(key <= query);
        }
      }
    }
  });

  it('with a window, counts in the text: a completion stands right behind its prompt', () => {
    const [prompt, starts, length, window] = [3, [3, 5, 9], 11, 3];
    const mask = causalMask([{ prompt, starts }], { sequence: length, group: 1, window });
    const startOf = (position: number): number => starts.filter((start) => start <= position).at(-1) ?? 0;
    const place = (position: number): number =>
      position < prompt ? position : prompt + position - startOf(position);
    for (let query = 0; query < length; query++) {
      for (let key = 0; key < length; key++) {
        const related = key <= query && (key < prompt || startOf(key) === startOf(query));
        const seen = related && place(query) - place(key) < window;
        expect(mask[query * length + key] === 0, `${query} sees ${key}`).toBe(seen);
      }
    }
  });
});

const prompt = [3, 17, 9, 201, 44];
const sequences = [
  sequence(prompt, [5, 90, 4]),
  sequence(prompt, [8]),
  sequence(prompt, [120, 61, 2, 33]),
  sequence([61, 2, 33], [90, 7]),
];
const apart = { ids: sequences.map(({ ids }) => ids), scored: sequences.map(({ scored }) => scored) };
const weights = Float32Array.of(1, -0.5, 2, 0.3, -1, 0.7, 0.4, -0.2, 1.5, -2);

describe.each(['llama', 'qwen2', 'qwen3'])('%s behind one prompt', (fixture) => {
  it.each([
    ['all parameters', { kind: 'full' }, false],
    [
      'LoRA, recomputed',
      {
        kind: 'lora',
        rank: 3,
        alpha: 6,
        targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'down_proj'],
        rslora: false,
        dropout: 0,
        seed: 5,
      },
      true,
    ],
  ] as const)('has the scores and gradients of rows apart: %s', async (_, method, recompute) => {
    const checkpoint = await openFixture(fixture);
    const model = await createTrainingModel(checkpoint, {
      method,
      loss: weightedLoss,
      temperature: 1,
      recompute,
      microBatchTokens: 1000,
      executionProvider: 'cpu',
      threads: 1,
    });
    const gradientsOf = async (packs: readonly number[]) => {
      const gradients = model.trainables.map(({ data }) => new Float32Array(data.length));
      const step = await model.accumulate({ ...apart, packs }, { weights }, gradients);
      return { step, gradients };
    };
    const [one, other] = [await gradientsOf([1, 1, 1, 1]), await gradientsOf([3, 1])];
    expect(other.step.loss).toBeCloseTo(one.step.loss, 4);
    expect(other.step.entropySum).toBeCloseTo(one.step.entropySum, 3);
    for (const [index, gradient] of one.gradients.entries()) {
      const scale = Math.max(1e-3, Math.hypot(...gradient));
      gradient.forEach((value, at) => {
        expect(Math.abs(value - (other.gradients[index]?.[at] ?? NaN)) / scale).toBeLessThan(1e-5);
      });
    }
    const together = await model.score(apart, 'current');
    for (const [index, { ids, scored }] of sequences.entries()) {
      const before = sequences.slice(0, index).reduce((sum, row) => sum + row.scored.length, 0);
      const alone = await model.score({ ids: [ids], scored: [scored] }, 'current');
      alone.logprobs.forEach((logprob, at) => {
        expect(together.logprobs[before + at]).toBeCloseTo(logprob, 4);
      });
    }
    await model.dispose();
    await checkpoint.dispose();
  });
});
