// Runs that go wrong, are stopped or stop by themselves: what is said, and that nothing saved is lost.
import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type * as NodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  controlFile,
  type TrainingControl,
  type TrainingProgress,
} from '../../../../../src/protocol/training';
import type { RewardScorer } from '../../../../../src/engine/training/loop/openScorer';
import { createRun } from '../../../../../src/engine/training/run/createRun';
import { describeRun } from '../../../../../src/engine/training/run/describeRun';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { makeRun, shortAnswers, sums, train, trainingTools } from '../../../../support/training';

/** While true, no file can be written: the disk is full. */
const disk = vi.hoisted(() => ({ full: false }));

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof NodeFs>();
  const open: typeof fs.open = async (path, flags, mode) => {
    const handle = await fs.open(path, flags, mode);
    if (!String(flags).startsWith('w') || !disk.full) return handle;
    return new Proxy(handle, {
      get: (target, key) => {
        if (key === 'writeFile') {
          return () =>
            Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  return { ...fs, open, default: { ...fs, open } };
});

afterEach(() => {
  disk.full = false;
});

const folder = scratchFolder();
const tools = trainingTools(folder);

function data(name: string, ...rows: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

describe('bad input is refused before the first step', () => {
  test.each([
    [
      'an empty dataset',
      { data: { type: 'file', path: data('empty.jsonl') } },
      'datasetInvalid',
      /empty|no row|nothing/i,
    ],
    [
      'a dataset without the column that a verifier needs',
      {
        data: {
          type: 'file',
          path: data('plain.jsonl', ...[1, 2, 3, 4].map((n) => ({ prompt: `Say ${n}` }))),
          test_size: 1,
        },
        rewards: [{ verifier: 'number' }],
      },
      'datasetInvalid',
      /answer/,
    ],
    ['prompts that are all too long', { max_prompt_length: 3 }, 'datasetInvalid', /more than 3 tokens/],
    [
      'a dataset without completions for sft',
      { algorithm: 'sft', data: { type: 'file', path: join(folder, 'plain.jsonl'), test_size: 1 } },
      'datasetInvalid',
      /completions/,
    ],
    [
      'an adapter in the place of the model',
      { model: checkpointPath('llama-lora') },
      'configInvalid',
      /is an adapter/,
    ],
    [
      'an adapter of another architecture',
      { adapter: checkpointPath('qwen3-lora'), lora: undefined },
      'checkpointCorrupt',
      /base/,
    ],
    [
      'an unknown suite',
      { probe: { steps: 1, suites: ['glens-nothing'] } },
      'invalidRequest',
      /glens-nothing/,
    ],
  ])('%s', async (name, change, code, message) => {
    const run = await makeRun(folder, name, { ...shortAnswers, ...change });
    await expect(train(tools, run)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    const facts = await describeRun(run);
    expect(facts.status).toBe('failed');
    expect(facts.reason).toMatch(message);
  });

  test('a configuration that cannot run makes no folder', async () => {
    await expect(
      makeRun(folder, 'malformed', { ...shortAnswers, num_generations: 'four' }),
    ).rejects.toMatchObject({
      code: 'configInvalid',
      message: expect.stringMatching(/num_generations/) as string,
    });
    expect(existsSync(join(folder, 'malformed'))).toBe(false);
  });

  test('an output_dir that holds a run is not written over', async () => {
    const config = { ...shortAnswers, output_dir: 'taken' };
    await makeRun(folder, 'first', config);
    await expect(makeRun(folder, 'second', config)).rejects.toMatchObject({ code: 'storeInvalid' });
    // Without output_dir each run gets a folder of its own.
    expect(await createRun(join(folder, 'malformed.train.json'), {}).catch(() => null)).toBeNull();
    const one = await makeRun(folder, 'numbered', shortAnswers);
    expect(await createRun(join(folder, 'numbered.train.json'), {})).toBe(`${one}-2`);
  });
});

test('a run that trains an adapter further goes on with that one alone, which its KL is measured to', async () => {
  const start = join(folder, 'start adapter');
  cpSync(checkpointPath('llama-lora-rslora'), start, { recursive: true });
  const run = await makeRun(folder, 'further', {
    ...{ ...sums, lora: undefined, adapter: start },
    ...{ max_steps: 2, save: { steps: 1 } },
  });
  await train(tools, run);
  rmSync(join(run, 'checkpoint-2'), { recursive: true });
  const known = readFileSync(join(run, 'start.json'));
  rmSync(join(run, 'start.json'));
  await expect(train(tools, run, { resume: true })).rejects.toThrow(/which adapter it began with/);
  writeFileSync(join(run, 'start.json'), known);
  for (const file of ['adapter_model.safetensors', 'adapter_config.json'])
    cpSync(join(run, 'checkpoint-1', file), join(start, file));
  await expect(train(tools, run, { resume: true })).rejects.toThrow(/not those that it was trained on/);
});

describe('a run stops by itself', () => {
  test.each([
    ['NaN', { learning_rate: 1e30 }, /not (a )?number/],
    ['KL above its limit', { limits: { kl: 0.01 } }, /KL to the reference/],
    [
      'a reward without any difference',
      { rewards: [{ verifier: 'length', max: 1000 }], limits: { zero_std_steps: 2 } },
      /2 steps/,
    ],
  ])('%s: with the reason, and the last checkpoint is finite', async (name, change, reason) => {
    const run = await makeRun(folder, name, { ...shortAnswers, save: { steps: 1 }, max_steps: 8, ...change });
    const facts = await train(tools, run);
    expect(facts.status).toBe('halted');
    expect(facts.reason).toMatch(reason);
    expect(facts.step).toBeLessThan(8);
    for (const { path } of facts.checkpoints) {
      const bytes = readFileSync(join(path, 'adapter_model.safetensors'));
      const start = 8 + Number(bytes.readBigUInt64LE());
      const floats = new Float32Array(
        bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length),
      );
      expect(floats.every(Number.isFinite), path).toBe(true);
    }
  });

  test('KL above its limit: the step that led there is kept', async () => {
    const run = await makeRun(folder, 'kl kept', {
      ...shortAnswers,
      save: { steps: 100 },
      max_steps: 8,
      limits: { kl: 0.01 },
    });
    const facts = await train(tools, run);
    expect(facts.status).toBe('halted');
    expect(facts.checkpoints.map(({ step }) => step)).toEqual([facts.step]);
  });

  test.each(['ppo', 'reinforce_plus_plus'])(
    '%s with one completion per prompt goes on while its batch differs in reward',
    async (algorithm) => {
      const run = await makeRun(folder, `single ${algorithm}`, {
        ...shortAnswers,
        algorithm,
        num_generations: 1,
        rewards: [{ verifier: 'length', unit: 'characters', max: 1, buffer: 500 }],
        max_steps: 3,
        limits: { zero_std_steps: 2 },
      });
      const facts = await train(tools, run);
      expect(facts.log.map((entry) => entry['frac_reward_zero_std'])).toEqual([0, 0, 0]);
      expect(facts.status).toBe('finished');
    },
  );
});

test('a prompt beyond the model’s context is left out, whatever max_prompt_length says', async () => {
  const rows = [...Array.from({ length: 12 }, (_, n) => `Say ${n}`), 'word '.repeat(2000)];
  const path = data('beyond.jsonl', ...rows.map((prompt) => ({ prompt, completion: 'So.' })));
  for (const [name, change] of [
    ['online', { max_prompt_length: 100_000, max_steps: 3 }],
    ['offline', { algorithm: 'sft', max_length: 100_000, num_train_epochs: 1, max_steps: undefined }],
  ] as const) {
    const run = await makeRun(folder, `beyond ${name}`, {
      ...shortAnswers,
      data: { type: 'file', path, test_size: 1 },
      ...change,
    });
    const facts = await train(tools, run);
    expect(facts.status, name).toBe('finished');
    expect(facts.remarks, name).toContainEqual(expect.stringMatching(/^1 of 12 .* tokens and are left out/));
  }
});

test('a full disk: the error says so, the last checkpoint stays, and the run goes on from it', async () => {
  const run = await makeRun(folder, 'full disk', { ...sums, save: { steps: 2 } });
  const progress = ({ step, phase }: TrainingProgress): void => {
    if (step === 4 && phase === 'saving') disk.full = true;
  };
  await expect(train(tools, run, { progress })).rejects.toMatchObject({
    code: 'storeWriteFailed',
    message: expect.stringMatching(/disk is full/) as string,
  });
  disk.full = false;
  const facts = await describeRun(run);
  // It could not even write how it ended.
  expect(facts.status).toBe('interrupted');
  expect(facts.checkpoints.map(({ step }) => step)).toEqual([2, 3]);
  expect(readdirSync(run).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect((await train(tools, run, { resume: true })).status).toBe('finished');
});

test('a verifier that fails gives no reward, no advantage and no end of the run', async () => {
  const scorer: RewardScorer = {
    score: (inputs) => {
      return Promise.resolve(
        inputs.map((_, index) =>
          index % 2 === 0
            ? { rewards: { bad: null }, reward: null }
            : { rewards: { bad: index % 3 }, reward: index % 3 },
        ),
      );
    },
    dispose: () => Promise.resolve(),
  };
  const run = await makeRun(folder, 'failing verifier', { ...shortAnswers, max_steps: 1 });
  const facts = await train(trainingTools(folder, { createScorer: () => Promise.resolve(scorer) }), run);
  expect(facts.log[0]?.['completions/unscored']).toBe(8);
  expect(facts.log[0]?.['reward']).toBeCloseTo(7 / 8, 5);
});

test('a checkpoint of another architecture is not resumed, and stays as it is', async () => {
  const run = await makeRun(folder, 'other architecture', { ...sums, max_steps: 3 });
  await train(tools, run);
  const config = join(run, 'config.train.json');
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(
      /"model":"[^"]*"/,
      `"model":${JSON.stringify(checkpointPath('qwen3'))}`,
    ),
  );
  const before = readFileSync(join(run, 'checkpoint-3', 'optimizer.safetensors'));
  await expect(train(tools, run, { resume: true })).rejects.toMatchObject({
    code: 'checkpointCorrupt',
    message: expect.stringMatching(/cannot be resumed/) as string,
  });
  expect(readFileSync(join(run, 'checkpoint-3', 'optimizer.safetensors')).equals(before)).toBe(true);
});

describe('front ends', () => {
  function ask(run: string, control: TrainingControl): void {
    writeFileSync(join(run, 'control.tmp'), JSON.stringify({ control }));
    renameSync(join(run, 'control.tmp'), join(run, controlFile));
  }

  test('pause, checkpoint, continue and stop through the control file', async () => {
    const run = await makeRun(folder, 'controlled', {
      ...sums,
      max_steps: 100_000,
      save: { steps: 100_000 },
    });
    const phases: string[] = [];
    let asked: TrainingControl = 'continue';
    const progress = ({ phase, step }: TrainingProgress): void => {
      if (phases.at(-1) !== phase) phases.push(phase);
      if (asked === 'continue' && step >= 2) ask(run, (asked = 'pause'));
      if (phase === 'paused' && asked === 'pause') ask(run, (asked = 'checkpoint'));
      if (phase === 'saving' && asked === 'checkpoint' && existsSync(join(run, 'alive.json'))) {
        setTimeout(() => ask(run, 'stop'), 50);
        asked = 'stop';
      }
    };
    const facts = await train(tools, run, { progress });
    expect(facts.status).toBe('stopped');
    expect(phases).toContain('paused');
    expect(facts.checkpoints.length).toBeGreaterThanOrEqual(1);
    expect(facts.checkpoints.at(-1)?.step).toBe(facts.step);
    expect(existsSync(join(run, controlFile))).toBe(false);
    expect(existsSync(join(run, 'alive.json'))).toBe(false);
  });

  test('what was asked while the run was being started counts, and what was asked of a process before it does not', async () => {
    const config = { ...sums, max_steps: 2 };
    const [now, before] = [
      await makeRun(folder, 'asked now', config),
      await makeRun(folder, 'asked before', config),
    ];
    const started = Date.now() - 60_000;
    for (const run of [now, before]) ask(run, 'stop');
    const hourAgo = new Date(started - 3_600_000);
    utimesSync(join(before, controlFile), hourAgo, hourAgo);
    expect(await train(tools, now, { askedSince: started })).toMatchObject({ status: 'stopped', step: 0 });
    expect(await train(tools, before, { askedSince: started })).toMatchObject({
      status: 'finished',
      step: 2,
    });
  });

  test('a run that is running is not run a second time', async () => {
    const run = await makeRun(folder, 'twice', { ...sums, max_steps: 100_000, save: { steps: 100_000 } });
    const abort = new AbortController();
    let second: Promise<unknown> | undefined;
    const facts = await train(tools, run, {
      signal: abort.signal,
      progress: ({ step }) => {
        if (step < 1 || second !== undefined) return;
        second = train(tools, run, { resume: true })
          .catch((error: unknown) => error)
          .finally(() => abort.abort());
      },
    });
    expect(await second).toMatchObject({ code: 'storeBusy' });
    // Cancelling is stopping: what was learned is saved.
    expect(facts.status).toBe('stopped');
    expect(facts.checkpoints.at(-1)?.step).toBe(facts.step);
  });

  test('a run that has begun is only gone on with when asked to', async () => {
    const run = await makeRun(folder, 'begun', { ...sums, max_steps: 3 });
    await train(tools, run);
    await expect(train(tools, run)).rejects.toMatchObject({ code: 'storeInvalid' });
    expect((await train(tools, run, { resume: true })).status).toBe('finished');
  });
});
