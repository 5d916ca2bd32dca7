// Resuming only what fits.
import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadResumeState, saveResumeState } from '../../../../../src/engine/training/checkpoint/resumeState';
import { AdamW } from '../../../../../src/engine/training/optimizer/adamW';
import { ParameterAverage } from '../../../../../src/engine/training/optimizer/parameterAverage';
import { seededRandom } from '../../../../../src/safety/random';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();

describe('the state to resume from', () => {
  const progress = {
    format: 'guardrail-lens/training-state/1' as const,
    seed: 3,
    step: 2,
    updates: 4,
    itemsTaken: 16,
    tokensSeen: 100,
    zeroStdSteps: 1,
    seconds: 1.5,
  };

  function made(seed: number, names = ['x.weight', 'y.bias']) {
    const random = seededRandom(seed);
    const shapes = [[2, 3], [4]];
    const trainables = names.map((name, index) => {
      const shape = shapes[index] ?? [1];
      const size = shape.reduce((product, length) => product * length, 1);
      return { name, shape, decays: true, data: Float32Array.from({ length: size }, random) };
    });
    return { trainables, optimizer: new AdamW(trainables), average: new ParameterAverage(trainables, 0.9) };
  }

  function train(state: ReturnType<typeof made>, steps: number): void {
    for (let step = 0; step < steps; step++) {
      const random = seededRandom(99, state.optimizer.state().step);
      state.optimizer.step(
        state.trainables.map(({ data }) => Float32Array.from(data, () => random() - 0.5)),
        0.01,
      );
      state.average.update();
    }
  }

  async function saved(name: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(path);
    const state = made(1);
    train(state, progress.updates);
    await saveResumeState(path, state, progress);
    return path;
  }

  test('training goes on bit for bit', async () => {
    const path = await saved('whole');
    const resumed = made(2);
    expect(await loadResumeState(path, resumed)).toEqual(progress);
    const straight = made(1);
    train(straight, progress.updates + 3);
    train(resumed, 3);
    for (const [index, { data }] of straight.trainables.entries()) {
      expect(resumed.trainables[index]?.data).toEqual(data);
    }
    expect(resumed.average.state()).toEqual(straight.average.state());
  });

  test.each([
    ['another tensor', ['x.weight', 'z.bias'], /y\.bias does not fit/],
    ['fewer tensors', ['x.weight'], /y\.bias does not fit/],
  ])('a checkpoint of a model with %s is refused, and nothing is changed', async (name, names, message) => {
    const path = await saved(name.replaceAll(' ', '-'));
    const other = made(2, names);
    const before = other.trainables.map(({ data }) => data.slice());
    await expect(loadResumeState(path, other)).rejects.toMatchObject({
      code: 'checkpointCorrupt',
      message: expect.stringMatching(message) as string,
    });
    expect(other.trainables.map(({ data }) => data)).toEqual(before);
    expect(other.optimizer.state().step).toBe(0);
  });

  test('a checkpoint of another program says that it cannot be resumed', async () => {
    const path = join(folder, 'foreign');
    await mkdir(path);
    writeFileSync(join(path, 'trainer_state.json'), '{}');
    await expect(loadResumeState(path, made(1))).rejects.toThrow(/cannot be resumed/);
  });
});
