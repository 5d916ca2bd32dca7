// Pipes and devices where a file is expected: an error, where opening them would wait for ever.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJudge } from '../../../../src/engine/judges/openJudge';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { readSafetensorsHeader } from '../../../../src/engine/checkpoints/safetensors/readHeader';
import { readResponses } from '../../../../src/engine/respondents/responses/readResponses';
import { openForReading } from '../../../../src/engine/store/openDatabase';
import { readText } from '../../../../src/engine/suites/suiteFiles';
import { createRun, readRunConfig } from '../../../../src/engine/training/run/createRun';
import { readRunRecord } from '../../../../src/engine/training/run/runRecord';
import { readRows } from '../../../../src/engine/training/tasks/readRows';
import { mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();

function pipe(name: string): string {
  const path = join(folder, name);
  const { status } = spawnSync('mkfifo', [path]);
  if (status !== 0) throw new Error('mkfifo failed');
  return path;
}

const options = { cacheFolder: join(folder, 'cache'), scratchFolder: join(folder, 'scratch') };

const judgeTools = {
  open: () => Promise.reject(new Error('No model is asked.')),
  mediaFolder,
  batchSize: 1,
};

const readers: readonly (readonly [string, string, (path: string) => unknown])[] = [
  ['weights', 'x.safetensors', readSafetensorsHeader],
  ['a GGUF file', 'x.gguf', (path) => openCheckpoint({ path }, options)],
  ['a dataset', 'x.jsonl', readRows],
  ['a suite', 'x.csv', readText],
  ['responses', 'y.jsonl', readResponses],
  ['a configuration', 'x.train.json', (path) => createRun(path, {})],
  [
    'refusal lists',
    'x.json',
    (path) => openJudge({ kind: 'list', listId: 'x', listsPath: path }, judgeTools),
  ],
  ['a guard', 'guard.json', (path) => openJudge({ kind: 'guard', checkpoint: 'x', spec: path }, judgeTools)],
  ['a comparison', 'x.glens', (path) => openForReading(path)],
];

async function settled(read: (path: string) => unknown, path: string): Promise<unknown> {
  return await read(path);
}

test.skipIf(process.platform === 'win32').each(readers)('%s as a pipe', async (_, name, read) => {
  const path = pipe(name);
  await expect(settled(read, path)).rejects.toMatchObject({ name: 'GuardrailError' });
});

test.skipIf(process.platform === 'win32').each(readers)('%s as a device', async (_, __, read) => {
  await expect(settled(read, '/dev/zero')).rejects.toMatchObject({ name: 'GuardrailError' });
});

test.skipIf(process.platform === 'win32')('a checkpoint folder of pipes', async () => {
  const path = join(folder, 'model');
  mkdirSync(path);
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json']) pipe(join('model', name));
  await expect(openCheckpoint({ path }, options)).rejects.toMatchObject({ name: 'GuardrailError' });
});

test.each(['trainer_state.json', 'adapter_config.json', 'checkpoint-10', 'model.safetensors', 'run.json'])(
  "nothing is written into an output_dir that holds another's %s",
  async (name) => {
    const taken = join(folder, `taken-${name}`);
    mkdirSync(taken);
    writeFileSync(join(taken, name), '{}');
    const config = join(folder, `${name}.train.json`);
    const settings = { algorithm: 'sft', model: '.', data: { type: 'arithmetic' }, output_dir: taken };
    writeFileSync(config, JSON.stringify(settings));
    await expect(createRun(config, {})).rejects.toMatchObject({
      message: expect.stringContaining(taken) as string,
    });
  },
);

test.skipIf(process.platform === 'win32')(
  'a run whose record names a pipe as its configuration',
  async () => {
    const config = join(folder, 'z.train.json');
    const settings = { algorithm: 'sft', model: folder, data: { type: 'arithmetic' } };
    writeFileSync(config, JSON.stringify(settings));
    const run = await createRun(config, {});
    const record = await readRunRecord(run);
    if (record === null) throw new Error('no record');
    const { settings: read } = await readRunConfig(run, { ...record, configPath: pipe('z.pipe') });
    expect(read.algorithm).toBe('sft');
  },
);
