// Safetensors as written here, and resuming only what fits.
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../../../../src/engine/checkpoints/safetensors/readHeader';
import { loadResumeState, saveResumeState } from '../../../../../src/engine/training/checkpoint/resumeState';
import { toBFloat16, writeSafetensors } from '../../../../../src/engine/training/checkpoint/writeSafetensors';
import { AdamW } from '../../../../../src/engine/training/optimizer/adamW';
import { ParameterAverage } from '../../../../../src/engine/training/optimizer/parameterAverage';
import { seededRandom } from '../../../../../src/safety/random';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();

describe('writeSafetensors', () => {
  test('tensors come back with name, shape and every bit', async () => {
    const path = join(folder, 'a.safetensors');
    const data = Float32Array.of(1, -0, 1e-40, 3.4e38, Math.PI, -2.5);
    await writeSafetensors(path, [
      { name: 'b.weight', shape: [2, 3], dtype: 'F32', read: () => data },
      { name: 'a.bias', shape: [2], dtype: 'BF16', read: () => Float32Array.of(1.00390625, -3) },
    ]);
    const { tensors } = await readSafetensorsHeader(path);
    const weight = tensors.get('b.weight');
    const bias = tensors.get('a.bias');
    if (weight === undefined || bias === undefined) throw new Error('a tensor is missing');
    expect(weight.shape).toEqual([2, 3]);
    expect(new Uint32Array((await readFloats(weight)).buffer)).toEqual(new Uint32Array(data.buffer));
    expect([...(await readFloats(bias))]).toEqual([1, -3]);
    // transformers and PEFT refuse a file without it.
    expect(readFileSync(path, 'utf8')).toContain('"format":"pt"');
  });

  test('bfloat16 rounds to the nearest, ties to even; NaN and infinity stay', () => {
    const cases: [number, number][] = [
      [0x3f800000, 0x3f80],
      [0x3f808000, 0x3f80],
      [0x3f818000, 0x3f82],
      [0x3f808001, 0x3f81],
      [0x7f800000, 0x7f80],
      [0x7f800001, 0x7fc0],
      [0x7f7fffff, 0x7f80],
    ];
    const floats = new Float32Array(Uint32Array.from(cases, ([bits]) => bits).buffer);
    expect([...new Uint16Array(toBFloat16(floats).buffer)]).toEqual(cases.map(([, expected]) => expected));
  });

  test('a tensor of another size than its shape is refused, and no file is left', async () => {
    const path = join(folder, 'bad.safetensors');
    const tensor = { name: 'x', shape: [3], dtype: 'F32' as const, read: () => new Float32Array(2) };
    await expect(writeSafetensors(path, [tensor])).rejects.toThrow();
    expect(() => readFileSync(path)).toThrow();
  });
});

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
