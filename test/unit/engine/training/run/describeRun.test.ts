// Runs of others, and our own whose process is gone.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { describeRun, settledRecord } from '../../../../../src/engine/training/run/describeRun';
import { writeSignOfLife } from '../../../../../src/engine/training/run/liveness';
import { readRollouts, writeRollouts } from '../../../../../src/engine/training/run/rolloutRows';
import { completionSteps } from '../../../../../src/engine/training/run/runFiles';
import { readTrainerState, writeTrainerState } from '../../../../../src/engine/training/run/trainerState';
import { writeRunRecord, type RunRecord } from '../../../../../src/engine/training/run/runRecord';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
let number = 0;

function fresh(): string {
  const path = join(folder, String(number++));
  mkdirSync(path);
  return path;
}

const record: RunRecord = {
  format: 'guardrail-lens/training-run/1',
  configPath: '/x.train.json',
  algorithm: 'grpo',
  status: 'running',
  reason: null,
  remarks: [],
  accuracyOf: null,
  askedSteps: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  step: 3,
  maxSteps: 10,
  versions: {},
};

describe('a run of TRL', () => {
  test('is read from its newest checkpoint, NaN and all', async () => {
    const run = fresh();
    for (const step of [5, 10]) {
      mkdirSync(join(run, `checkpoint-${step}`));
      writeFileSync(
        join(run, `checkpoint-${step}`, 'trainer_state.json'),
        `{"best_metric": null, "best_model_checkpoint": "out/checkpoint-5", "epoch": 0.5, "global_step": ${step},
          "max_steps": 20, "log_history": [{"reward": 0.25, "kl": NaN, "loss": 1e999, "note": "NaN in text", "step": ${step}}]}`,
      );
    }
    const facts = await describeRun(run);
    expect(facts).toMatchObject({
      foreign: true,
      algorithm: 'grpo',
      status: 'stopped',
      step: 10,
      maxSteps: 20,
    });
    expect(facts.log).toEqual([{ reward: 0.25, step: 10 }]);
    expect(facts.checkpoints.map(({ step, best }) => [step, best])).toEqual([
      [5, true],
      [10, false],
    ]);
  });

  test("verl's rollouts alone are a run, with the mean score as its reward", async () => {
    const run = fresh();
    const row = (input: string, score: number) =>
      JSON.stringify({ input, output: 'x', gts: null, score, step: 2 });
    writeFileSync(join(run, '1.jsonl'), `${row('a', 0)}\n`);
    writeFileSync(join(run, '10.jsonl'), `${row('a', 1)}\n${row('b', 0)}\n${row('a', 0.5)}\n`);
    const facts = await describeRun(run);
    expect(facts).toMatchObject({ step: 10, rolloutSteps: [1, 10], status: 'stopped' });
    expect(facts.log).toEqual([
      { step: 1, reward: 0 },
      { step: 10, reward: 0.5 },
    ]);
    expect((await readRollouts(run, 10)).map(({ group, reward }) => [group, reward])).toEqual([
      [0, 1],
      [1, 0],
      [0, 0.5],
    ]);
  });

  test("verl's rows count with NaN in other columns and yes or no for a score, or it is said that they do not", async () => {
    const run = fresh();
    const row = (score: string, more = '') => `{"input": "a", "output": "x", "score": ${score}${more}}`;
    writeFileSync(join(run, '1.jsonl'), [row('true'), row('false'), row('true', ', "acc": NaN')].join('\n'));
    writeFileSync(
      join(run, '2.jsonl'),
      [row('1.0'), row('NaN'), row('"high"'), row('1e999'), row('0.5')].join('\n'),
    );
    const facts = await describeRun(run);
    expect(facts.log).toEqual([
      { step: 1, reward: 2 / 3 },
      { step: 2, reward: 0.75 },
    ]);
    expect(facts.remarks).toEqual([
      expect.stringMatching(/^1 rollouts have no number as their score/) as string,
      expect.stringMatching(/^2 lines have no input, output and score/) as string,
    ]);
    expect((await readRollouts(run, 2)).map(({ reward }) => reward)).toEqual([1, null, 0.5]);
  });

  const sharedRollouts = new URL('../../../../../../shared/cases/verl-rollouts/', import.meta.url);
  if (!existsSync(sharedRollouts))
    console.log("Skipping verl's shared rollouts: ../shared/cases is not there.");

  test.skipIf(!existsSync(sharedRollouts))("verl's shared rollouts: the mean of all rows", async () => {
    const facts = await describeRun(fileURLToPath(sharedRollouts));
    expect(facts.log).toEqual([
      { step: 1, reward: 0.5 },
      { step: 4, reward: 0.5 },
    ]);
    expect(facts.remarks).toEqual([]);
  });

  test("TRL's completions are read out of Parquet, plain and conversational", async () => {
    const run = fresh();
    mkdirSync(join(run, 'completions'));
    for (const name of ['completions_00005.parquet', 'completions_00012.parquet']) {
      copyFileSync(
        fileURLToPath(new URL(`../../../../fixtures/parquet/${name}`, import.meta.url)),
        join(run, 'completions', name),
      );
    }
    writeFileSync(join(run, 'completions', 'completions_00013.parquet'), 'PAR1 cut off');
    expect(await completionSteps(run)).toEqual([5, 12, 13]);
    const plain = await readRollouts(run, 5);
    expect(
      plain.map(({ group, completion, reward, advantage }) => [group, completion, reward, advantage]),
    ).toEqual([
      [0, '2', 1, 0.7],
      [0, '3', 0, -0.7],
      [1, '5', 0, -0.7],
      [1, '4', 1, 0.7],
    ]);
    // Nothing is made up that TRL does not write.
    expect(plain[0]).toMatchObject({ step: 5, tokens: null, finishReason: null });
    const [, , third] = await readRollouts(run, 12);
    expect(third).toMatchObject({
      prompt: 'Be brief.\n\nWhat is 2 + 2?',
      completion: '5',
      rewards: { accuracy_reward: null, format_reward: 0.5 },
      reward: null,
    });
    expect(await readRollouts(run, 13)).toEqual([]);
  });

  test('a run that media/python trained says its algorithm and remarks, and weighs its rewards', async () => {
    const run = fresh();
    mkdirSync(join(run, 'completions'));
    copyFileSync(
      fileURLToPath(new URL('../../../../fixtures/parquet/completions_00012.parquet', import.meta.url)),
      join(run, 'completions', 'completions_00012.parquet'),
    );
    writeFileSync(join(run, 'trainer_state.json'), '{"global_step": 1, "max_steps": 2, "log_history": []}');
    const prepared = {
      format: 'guardrail-lens/prepared-run/1',
      algorithm: 'dapo',
      rewards: [
        { name: 'accuracy_reward', weight: 2, verifier: 'number' },
        { name: 'format_reward', weight: -0.5, verifier: 'format' },
        { name: 'unseen', weight: 0, verifier: 'length' },
      ],
      remarks: ['algorithm: …'],
    };
    writeFileSync(join(run, 'prepared.json'), JSON.stringify(prepared));
    expect(await describeRun(run)).toMatchObject({ algorithm: 'dapo', remarks: ['algorithm: …'] });
    const rewards = (await readRollouts(run, 12)).map(({ reward }) => reward);
    // The third has no accuracy: what is left of it is no reward.
    expect(rewards).toEqual([1.75, -0.25, null, 1.75]);
    writeFileSync(join(run, 'prepared.json'), '{"format": "another"}');
    await expect(describeRun(run)).rejects.toThrow(/prepared\.json has wrong fields/u);
  });

  test('a run that media/python trained with verl has its evaluations in its log, and rows without advantages', async () => {
    const run = fresh();
    for (const inner of ['completions', 'evaluations']) mkdirSync(join(run, inner));
    const log = [1, 2, 3].map((step) => ({ step, reward: step }));
    writeFileSync(
      join(run, 'trainer_state.json'),
      JSON.stringify({ global_step: 3, max_steps: 3, log_history: log }),
    );
    const prepared = {
      ...{ format: 'guardrail-lens/prepared-run/1', algorithm: 'grpo', remarks: [] },
      ...{ rewards: [{ name: 'number', weight: 1 }], accuracy_of: { reward: 'number', threshold: 1 } },
    };
    writeFileSync(join(run, 'prepared.json'), JSON.stringify(prepared));
    const answer = (itemId: string, reward: number | null) => ({
      ...{ itemId, sample: 0, prompt: itemId, completion: 'x', reward, rewards: { number: reward } },
      correct: reward === 1,
    });
    const evaluations = { 0: [answer('a', 0), answer('b', 1)], 2: [answer('a', 1), answer('b', null)] };
    for (const [step, answers] of Object.entries(evaluations)) {
      writeFileSync(
        join(run, 'evaluations', `eval_${step}.jsonl`),
        answers.map((line) => `${JSON.stringify(line)}\n`).join(''),
      );
    }
    const row = {
      ...{ step: 1, group: 0, prompt: 'p', completion: 'c', rewards: { number: null }, reward: null },
      ...{ advantage: null, tokens: 4, finishReason: 'length' },
    };
    writeFileSync(join(run, 'completions', 'completions_1.jsonl'), `${JSON.stringify(row)}\n`);

    const facts = await describeRun(run);
    expect(facts.accuracyOf).toEqual({ reward: 'number', threshold: 1 });
    expect(facts.log.map(({ step }) => step)).toEqual([0, 1, 2, 2, 3]);
    const [before, , , after] = facts.log;
    expect(before).toMatchObject({ eval_accuracy: 0.5, eval_accuracy_n: 2, 'eval_rewards/number/mean': 0.5 });
    expect(before).not.toHaveProperty('eval_accuracy_delta');
    expect(after).toMatchObject({ eval_accuracy: 0.5, eval_accuracy_delta: 0, eval_unscored: 1 });
    expect(await readRollouts(run, 1)).toEqual([row]);
  });

  test('a folder without any state is none', async () => {
    await expect(describeRun(fresh())).rejects.toMatchObject({ code: 'storeInvalid' });
  });
});

describe('our own run', () => {
  test('is interrupted where nobody gives a sign of life', async () => {
    const run = fresh();
    await writeRunRecord(run, record);
    expect((await describeRun(run)).status).toBe('interrupted');
  });

  test('is running while its process does', async () => {
    const run = fresh();
    await writeRunRecord(run, record);
    await writeSignOfLife(run);
    expect((await describeRun(run)).status).toBe('running');
  });

  test('is interrupted where the process of a fresh sign is gone, or the sign is old', async () => {
    const run = fresh();
    await writeRunRecord(run, record);
    // No system gives out this number.
    const gone = { pid: 2 ** 30, host: hostname(), at: Date.now() };
    writeFileSync(join(run, 'alive.json'), JSON.stringify(gone));
    expect((await describeRun(run)).status).toBe('interrupted');
    await writeSignOfLife(run, Date.now() - 10 * 60_000);
    expect((await describeRun(run)).status).toBe('interrupted');
  });

  test('has ended as it says where its process went between two looks', async () => {
    const stopped: RunRecord = { ...record, status: 'stopped', step: 4 };
    const reads = [record, stopped];
    const settled = await settledRecord(
      () => Promise.resolve(reads.shift() ?? null),
      () => Promise.resolve(false),
    );
    expect(settled).toEqual({ record: stopped, status: 'stopped' });
    const gone = [record];
    expect(
      await settledRecord(
        () => Promise.resolve(gone.shift() ?? null),
        () => Promise.resolve(false),
      ),
    ).toEqual({ record, status: 'interrupted' });
  });

  test('a finished run stays finished', async () => {
    const run = fresh();
    await writeRunRecord(run, { ...record, status: 'halted', reason: 'KL' });
    const facts = await describeRun(run);
    expect(facts).toMatchObject({ foreign: false, status: 'halted', reason: 'KL', step: 3 });
  });
});

test('completions come back as they were written; a torn last line is left out', async () => {
  const run = fresh();
  const row = {
    step: 4,
    group: 0,
    prompt: '1 + 1\n',
    completion: '2 \u2028 "',
    rewards: { number: 1, code: null },
    reward: null,
    advantage: 0,
    tokens: 2,
    finishReason: 'stop' as const,
  };
  await writeRollouts(run, 4, [row, row]);
  expect(await readRollouts(run, 4)).toEqual([row, row]);
  writeFileSync(join(run, 'completions', 'completions_5.jsonl'), `${JSON.stringify(row)}\n{"step": 5, "gro`);
  expect(await readRollouts(run, 5)).toEqual([row]);
  expect(await readRollouts(run, 6)).toEqual([]);
});

test('trainer_state.json comes back as it was written', async () => {
  const run = fresh();
  const path = join(run, 'trainer_state.json');
  const state = {
    bestMetric: 0.5,
    bestStep: 2,
    bestCheckpoint: '/run/checkpoint-2',
    epoch: 0.25,
    step: 4,
    maxSteps: 8,
    tokensSeen: 1000,
    log: [{ step: 2, loss: 0.1 }],
  };
  await writeTrainerState(path, state, { logging: 1, evaluation: 2, saving: 2 });
  expect(await readTrainerState(run)).toEqual(state);
});

describe('a broken file', () => {
  test.each([
    ['run.json', '{"format": "guardrail-lens/tr', /run\.json is not valid JSON/],
    ['run.json', '{}', /run\.json has wrong fields: format: /],
    ['trainer_state.json', '[]', /trainer_state\.json has wrong fields/],
    ['base.json', '{', /base\.json is not valid JSON/],
  ])('of the run is no corrupt checkpoint: %s %s', async (name, text, message) => {
    const run = fresh();
    await writeRunRecord(run, record);
    writeFileSync(join(run, name), text);
    await expect(describeRun(run)).rejects.toMatchObject({
      code: 'storeInvalid',
      message: expect.stringMatching(message) as string,
      advice: expect.stringMatching(/start a new run/) as string,
    });
  });

  test('of a checkpoint is one', async () => {
    const run = fresh();
    mkdirSync(join(run, 'checkpoint-5'));
    writeFileSync(join(run, 'checkpoint-5', 'trainer_state.json'), '{"global_step": 5');
    await expect(describeRun(run)).rejects.toMatchObject({ code: 'checkpointCorrupt' });
  });
});
