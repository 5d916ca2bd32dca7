// What training reads: configurations, datasets, and the folders of runs, our own and those of other trainers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../../src/protocol/errors';
import { algorithmIds } from '../../../src/protocol/training';
import { parseSweep } from '../../../src/cli/sweepConfig';
import { readAuditFile } from '../../../src/engine/audit/auditFile';
import { isParquet, readParquet } from '../../../src/engine/parquet/readParquet';
import { presetText } from '../../../src/engine/training/config/presets';
import { parseConfig, validateConfig } from '../../../src/engine/training/config/validateConfig';
import { readTexts } from '../../../src/engine/training/loop/readTexts';
import { describeRun } from '../../../src/engine/training/run/describeRun';
import { readEvaluationAnswers } from '../../../src/engine/training/run/evaluationAnswers';
import { readRollouts } from '../../../src/engine/training/run/rolloutRows';
import { runFiles } from '../../../src/engine/training/run/runFiles';
import { datasetSpec } from '../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../src/engine/training/tasks/openDataset';
import { parquetBytes, type WrittenPage } from '../../unit/engine/parquet/parquetWriter';
import type { FuzzTarget } from '../fuzzTarget';
import { below, chance, pick } from '../mutate/draw';
import { mutateBytes } from '../mutate/mutateBytes';
import { mutateJson, mutateJsonLines } from '../mutate/mutateJson';
import { copyFolder, fileIn, fixtureBytes, jsonBytes, lineBytes } from './fixtureFiles';

const dataset: readonly ErrorCode[] = ['datasetInvalid'];
const rows: readonly (readonly unknown[])[] = [
  [
    { prompt: 'What is 3 + 4?', answer: '7', level: 1, id: 'a' },
    { prompt: 'What is 30 + 4?', answer: 34, level: 2.5, id: 'b' },
    { prompt: 'What is 0.1 + 0.2?', answer: '0.3', level: 9007199254740993, id: 'c' },
  ],
  [
    { question: 'How many?', answer: 'There are 3.\n#### 3' },
    { question: 'How many now?', answer: 'There are 4.\n#### 1,004' },
  ],
  [
    {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
    },
    {
      messages: [
        { role: 'system', content: 'Be kind' },
        { role: 'user', content: 'Hi?' },
        { role: 'assistant', content: 'Yes' },
      ],
    },
  ],
  [
    { prompt: 'a', chosen: 'b', rejected: 'c' },
    { prompt: 'd', chosen: 'e', rejected: 'f' },
  ],
  [
    { problem: 'Find $x$.', solution: 'It is $\\boxed{\\frac{1}{2}}$.', level: 'Level 1', type: 'Algebra' },
    { problem: 'Find $y$.', solution: 'It is \\boxed{2}.', level: 'Level 2', type: 'Algebra' },
  ],
];

const datasetLines: FuzzTarget = {
  name: 'dataset-jsonl',
  mutate: mutateJsonLines,
  codes: dataset,
  open: (folder) => {
    const file = fileIn(folder, 'data.jsonl');
    const spec = datasetSpec.parse({ type: 'file', path: file.path, test_size: 1 });
    return {
      samples: rows.map(lineBytes),
      read: async (input) => {
        file.write(input);
        const task = await openTask(spec, { seed: 1, folder });
        return [task.train.slice(0, 50), task.heldOut.slice(0, 50)];
      },
    };
  },
};

const datasetJson: FuzzTarget = {
  name: 'dataset-json',
  mutate: mutateJson,
  codes: dataset,
  open: (folder) => {
    const file = fileIn(folder, 'data.json');
    const spec = datasetSpec.parse({ type: 'file', path: file.path, test_size: 1 });
    return {
      samples: rows.map(jsonBytes),
      read: async (input) => {
        file.write(input);
        const task = await openTask(spec, { seed: 1, folder });
        return [task.train.slice(0, 50), task.heldOut.slice(0, 50)];
      },
    };
  },
};

const texts: FuzzTarget = {
  name: 'dataset-texts',
  mutate: mutateJsonLines,
  codes: dataset,
  open: (folder) => {
    const file = fileIn(folder, 'texts.jsonl');
    return {
      samples: [lineBytes([{ text: 'one' }, { text: 'two' }, { text: 'three' }])],
      read: (input) => {
        file.write(input);
        return readTexts({ type: 'text', path: file.path, column: 'text', test_size: 1 }, folder, 1);
      },
    };
  },
};

const parquetFiles = ['plain', 'snappy', 'gzip', 'zstd', 'lz4', 'brotli'].map(
  (codec) => `test/fixtures/parquet/questions-${codec}.parquet`,
);

/** Pages that say more, or less, than they have. */
function writtenPage(random: () => number): Buffer {
  const numbers = [0, 1, 2, 3, 7, 255, 1e4, 1e6, 5e8, 2 ** 31 - 1];
  const data = Buffer.from(Array.from({ length: below(random, 64) }, () => below(random, 256)));
  const page: WrittenPage = {
    data,
    unpacked: chance(random, 0.5) ? data.length : pick(random, numbers),
    values: chance(random, 0.5) ? data.length >> 2 : pick(random, numbers),
    rows: chance(random, 0.5) ? data.length >> 2 : pick(random, numbers),
    encoding: below(random, 10),
    codec: below(random, 9),
  };
  return parquetBytes(page);
}

const parquet: FuzzTarget = {
  name: 'parquet',
  mutate: (sample, random) => (chance(random, 0.15) ? writtenPage(random) : mutateBytes(sample, random)),
  codes: dataset,
  open: (folder) => {
    const file = fileIn(folder, 'data.parquet');
    const spec = datasetSpec.parse({ type: 'file', path: file.path, test_size: 1 });
    return {
      samples: parquetFiles.map(fixtureBytes),
      read: async (input) => {
        file.write(input);
        const task = await openTask(spec, { seed: 1, folder });
        return task.train.length + task.heldOut.length;
      },
    };
  },
};

/** Every error of the reader is caught by who calls it; but nothing may hang, fill the memory or be left unhandled. */
const trlCompletions: FuzzTarget = {
  name: 'trl-completions',
  mutate: mutateBytes,
  codes: [],
  open: (folder) => {
    mkdirSync(runFiles.completionsFolder(folder));
    const path = runFiles.trlCompletions(folder, 5);
    return {
      samples: ['00005', '00012'].map((step) =>
        fixtureBytes(`test/fixtures/parquet/completions_${step}.parquet`),
      ),
      read: async (input) => {
        writeFileSync(path, input);
        if (isParquet(input)) await readParquet(input).catch(() => null);
        return (await readRollouts(folder, 5)).map(({ prompt, completion }) => [prompt, completion]);
      },
    };
  },
};

const trainConfig: FuzzTarget = {
  name: 'train-json',
  mutate: mutateJson,
  codes: ['configInvalid'],
  open: (folder) => {
    const path = join(folder, 'x.train.json');
    copyFolder('test/fixtures/checkpoints/llama', join(folder, 'model'));
    writeFileSync(join(folder, 'data.jsonl'), lineBytes(rows[0] ?? []));
    return {
      samples: algorithmIds.flatMap((id) => [
        Buffer.from(presetText(id, { model: './model', data: null })),
        Buffer.from(presetText(id, { model: './model', data: './data.jsonl' })),
      ]),
      read: (input) => {
        const text = Buffer.from(input).toString('utf8');
        const problems = validateConfig(text, path);
        const settings = parseConfig(text, path);
        return [problems, { ...settings, targetKl: null }];
      },
    };
  },
};

const sweep: FuzzTarget = {
  name: 'sweep-json',
  mutate: mutateJson,
  codes: ['configInvalid'],
  open: (folder) => ({
    samples: [
      jsonBytes({
        common: { data: { type: 'arithmetic' }, max_steps: 5 },
        algorithms: ['grpo', { name: 'slow', algorithm: 'rloo', learning_rate: 1e-6 }],
        models: ['./a', { name: 'b', model: './b' }],
        data: [{ name: 'one', data: { type: 'file', path: 'x.jsonl' } }],
        seeds: [1, 2],
      }),
    ],
    read: (input) => parseSweep(Buffer.from(input).toString('utf8'), folder, 'out').runs.slice(0, 10),
  }),
};

const record = {
  format: 'guardrail-lens/training-run/1',
  configPath: '/x.train.json',
  algorithm: 'grpo',
  status: 'finished',
  reason: null,
  remarks: ['one'],
  startedAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:01:00.000Z',
  step: 3,
  maxSteps: 3,
  versions: { node: '24' },
};
const trainerState = {
  best_metric: 0.5,
  best_global_step: 2,
  best_model_checkpoint: './checkpoint-2',
  epoch: 0.5,
  global_step: 3,
  max_steps: 3,
  num_input_tokens_seen: 100,
  log_history: [
    { step: 1, loss: 0.5, reward: 0.25, kl: 0.001 },
    { step: 2, loss: 0.25, eval_reward: 0.5, name: 'x' },
  ],
};
const probes = [
  { step: 0, kind: 'harmful', handledWell: 0.5, n: 10, unusable: 0, low: 0.2, high: 0.8, delta: null },
  {
    step: 2,
    kind: 'benign',
    handledWell: 0.5,
    n: 10,
    low: 0.2,
    high: 0.8,
    delta: { value: 0.1, low: 0, high: 0.2 },
  },
];
const rollouts = [
  {
    step: 3,
    group: 0,
    prompt: 'p',
    completion: 'c',
    rewards: { number: 1 },
    reward: 1,
    advantage: 0.5,
    tokens: 3,
    finishReason: 'stop',
  },
  {
    step: 3,
    group: 0,
    prompt: 'p',
    completion: 'd',
    rewards: { number: null },
    reward: null,
    advantage: 0,
    tokens: 3,
    finishReason: 'length',
  },
];
const answers = [
  { itemId: '1', sample: 0, prompt: 'p', completion: 'c', reward: 1, correct: true },
  { itemId: '2', sample: 0, prompt: 'p', completion: 'c', reward: null, correct: false },
];

/** One file of a run's folder is spoiled; the others are good. */
function runFile(
  name: string,
  path: (folder: string) => string,
  samples: readonly Uint8Array[],
  mutate: FuzzTarget['mutate'],
): FuzzTarget {
  return {
    name,
    mutate,
    codes: ['storeInvalid', 'checkpointCorrupt'],
    open: (folder) => {
      mkdirSync(runFiles.completionsFolder(folder));
      mkdirSync(join(folder, 'evaluations'));
      writeFileSync(runFiles.run(folder), jsonBytes(record));
      writeFileSync(runFiles.trainerState(folder), jsonBytes(trainerState));
      writeFileSync(runFiles.probes(folder), lineBytes(probes));
      writeFileSync(runFiles.completions(folder, 3), lineBytes(rollouts));
      return {
        samples,
        read: async (input) => {
          writeFileSync(path(folder), input);
          const facts = await describeRun(folder);
          const found = await readRollouts(folder, 3);
          return [facts, found, await readEvaluationAnswers(folder, 3)];
        },
      };
    },
  };
}

const verl: FuzzTarget = {
  name: 'verl-rollouts',
  mutate: mutateJsonLines,
  codes: ['storeInvalid'],
  open: (folder) => {
    const file = fileIn(folder, '3.jsonl');
    return {
      samples: [
        lineBytes([
          { input: 'p', output: 'a', score: 1.5, step: 3, acc: true },
          { input: 'p', output: 'b', score: true, step: 3 },
          { input: 'q', output: 'c', score: null, step: 3 },
        ]),
      ],
      read: async (input) => {
        file.write(input);
        return [await describeRun(folder), await readRollouts(folder, 3)];
      },
    };
  },
};

const plan = {
  ...{ steps: 3, perStep: 8, items: 10, heldOut: 2, remarks: ['one'], tokens: null },
  seconds: { measuring: 1, asSeen: 2, atMost: 3 },
  memory: { now: 1, atMost: 2, machine: 3 },
  disk: { needed: 1, free: null },
  sample: { prompt: 'p', answer: 'a', tokens: 3, cut: null, rewards: { number: 1 }, reward: 1 },
};

const row = { suiteId: 's', itemId: 'i', sample: 0 };
const audit: FuzzTarget = {
  name: 'audit-file',
  mutate: mutateJsonLines,
  codes: ['storeInvalid'],
  open: (folder) => {
    const file = fileIn(folder, 'x.audit.jsonl');
    return {
      samples: [
        lineBytes([
          {
            line: 'head',
            format: 'guardrail-lens/audit/1',
            createdAt: '2030-01-01T00:00:00.000Z',
            identity: { a: 1 },
          },
          { line: 'answer', ...row, text: 't', answer: 't', finishReason: 'stop', tokens: 3 },
          {
            line: 'score',
            ...row,
            outcome: 'refusal',
            judge: { id: 'r', version: '1' },
            reward: 0.5,
            rewards: { n: null },
          },
          { line: 'missing', ...row, itemId: 'j', reason: 'gone' },
        ]),
      ],
      read: async (input) => {
        const contents = await readAuditFile(file.write(input));
        // Its identity is compared, never shown or computed with.
        return contents === null ? null : { ...contents, identity: null };
      },
    };
  },
};

export const trainingTargets: readonly FuzzTarget[] = [
  audit,
  runFile('run-plan', runFiles.plan, [jsonBytes(plan)], mutateJson),
  trainConfig,
  sweep,
  datasetLines,
  datasetJson,
  texts,
  parquet,
  trlCompletions,
  verl,
  runFile('run-record', runFiles.run, [jsonBytes(record)], mutateJson),
  runFile('trainer-state', runFiles.trainerState, [jsonBytes(trainerState)], mutateJson),
  runFile('run-base', runFiles.base, [jsonBytes({ kind: 'checkpoint', name: 'x', tensors: [] })], mutateJson),
  runFile('run-probes', runFiles.probes, [lineBytes(probes)], mutateJsonLines),
  runFile(
    'run-rollouts',
    (folder) => runFiles.completions(folder, 3),
    [lineBytes(rollouts)],
    mutateJsonLines,
  ),
  runFile(
    'run-evaluations',
    (folder) => runFiles.evaluation(folder, 3),
    [lineBytes(answers)],
    mutateJsonLines,
  ),
];
