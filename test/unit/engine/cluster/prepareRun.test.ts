// What is written for a trainer on another machine: the rows of the run itself, in its own split.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareRun } from '../../../../src/engine/cluster/prepareRun';
import type { PreparedProbe, PreparedRow } from '../../../../src/engine/cluster/preparedRows';
import { datasetSpec } from '../../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../../src/engine/training/tasks/openDataset';
import { evaluationItems } from '../../../../src/engine/training/tasks/splitItems';
import { probePrompts } from '../../../../src/engine/training/probe/probePrompts';
import { mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const sums = { type: 'arithmetic', size: 40, test_size: 12 };
const config = {
  model: 'Qwen/Qwen2.5-7B-Instruct',
  algorithm: 'grpo',
  seed: 7,
  data: sums,
  rewards: [{ verifier: 'number' }, { verifier: 'number', weight: 0 }],
  eval: { steps: 5, num_prompts: 5 },
  probe: { steps: 5, limit: 2 },
};

async function prepare(name: string, change: object) {
  const configPath = join(folder, `${name}.train.json`);
  writeFileSync(configPath, JSON.stringify({ ...config, ...change }));
  const facts = await prepareRun({ configPath, folder: join(folder, name), mediaFolder, trainer: null });
  const lines = <T>(file: string): T[] =>
    readFileSync(join(folder, name, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  const prepared = JSON.parse(readFileSync(join(folder, name, 'prepared.json'), 'utf8')) as object;
  return { facts, prepared, lines };
}

test('rows, held-out prompts and probe are those of the run, and the base need not be here', async () => {
  const { facts, prepared, lines } = await prepare('sums', {});
  const task = await openTask(datasetSpec.parse(sums), { seed: 7, folder });
  const rows = lines<PreparedRow>('train.jsonl');
  expect(rows.map(({ id }) => id)).toEqual(task.train.map(({ id }) => id));
  expect(rows.map(({ prompt }) => prompt.at(-1)?.content)).toEqual(task.train.map(({ prompt }) => prompt));
  expect(JSON.parse(rows[3]?.columns ?? '')).toEqual(task.train[3]?.columns);
  const heldOut = evaluationItems(task.heldOut, 5, 7);
  expect(lines<PreparedRow>('held_out.jsonl').map(({ id }) => id)).toEqual(heldOut.map(({ id }) => id));

  const asked = await probePrompts(
    { steps: 5, suites: ['built-in'], limit: 2, maxNewTokens: 64 },
    7,
    mediaFolder,
  );
  const probe = lines<PreparedProbe>('probe.jsonl');
  expect(probe.map(({ messages }) => messages[0]?.content)).toEqual(
    asked.map(({ userMessage }) => userMessage),
  );
  expect(facts).toMatchObject({ train: 40, heldOut: 5, probe: asked.length });
  expect(prepared).toMatchObject({
    model: 'Qwen/Qwen2.5-7B-Instruct',
    seed: 7,
    rewards: [
      { name: 'number', weight: 1 },
      { name: 'number_2', column: 'answer' },
    ],
    probe: { steps: 5, max_new_tokens: 64 },
  });
});

test('a base on the hub is the name and revision that transformers loads it by there', async () => {
  const { prepared } = await prepare('hub', { model: 'hf:Qwen/Qwen2.5-7B-Instruct@main' });
  expect(prepared).toMatchObject({ model: 'Qwen/Qwen2.5-7B-Instruct', model_revision: 'main' });
  await expect(prepare('hub-part', { model: 'hf:Qwen/Qwen2.5-7B-Instruct:sub' })).rejects.toThrow(
    'no part of a repository',
  );
});

test('completions and pairs are turns of the assistant, numbers that no double holds stay exact', async () => {
  writeFileSync(
    join(folder, 'pairs.jsonl'),
    ['a', 'b', 'c']
      .map((prompt) => `{"prompt": "${prompt}", "chosen": "yes", "rejected": "no", "n": 9007199254740993}\n`)
      .join(''),
  );
  const { lines } = await prepare('pairs', {
    algorithm: 'dpo',
    data: { type: 'file', path: 'pairs.jsonl', test_size: 1 },
    eval: undefined,
    rewards: undefined,
  });
  const [row] = lines<PreparedRow>('train.jsonl');
  expect(row?.chosen).toEqual([{ role: 'assistant', content: 'yes' }]);
  expect(row?.rejected).toEqual([{ role: 'assistant', content: 'no' }]);
  expect(JSON.parse(row?.columns ?? '')).toMatchObject({ n: '9007199254740993' });
});

test('plain texts are rows of one column', async () => {
  writeFileSync(join(folder, 'texts.jsonl'), '{"text": "one"}\n{"text": "two"}\n');
  const { lines, facts } = await prepare('texts', {
    algorithm: 'sft',
    data: { type: 'text', path: 'texts.jsonl' },
    eval: undefined,
    rewards: undefined,
  });
  expect(lines('train.jsonl')).toEqual([{ text: 'one' }, { text: 'two' }]);
  expect(facts.heldOut).toBe(0);
});

test('references that a reward cannot compare with are refused before a cluster computes with them', async () => {
  writeFileSync(
    join(folder, 'bad.jsonl'),
    '{"prompt": "a", "answer": "4"}\n{"prompt": "b", "answer": "four"}\n',
  );
  const data = { type: 'file', path: 'bad.jsonl', test_size: 1 };
  await expect(prepare('bad', { data })).rejects.toThrow(/cannot be scored by the verifier "number"/u);
});

test('other mistakes in the configuration are refused as ever', async () => {
  await expect(prepare('wrong', { algorithm: 'grpoo' })).rejects.toThrow(/cannot be run/u);
  await expect(prepare('nofile', { data: { type: 'file', path: 'none.jsonl' } })).rejects.toThrow(/no file/u);
});
