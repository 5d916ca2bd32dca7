import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPolicyEntry } from '../../../src/host/checkpoints/policyEntry';
import { readEntry } from '../../../src/host/checkpoints/readEntry';
import { readSmallFile } from '../../../src/host/readSmallFile';
import { checkpointPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();

function makeFolder(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

test('a Hugging Face folder and an adapter are told by their files', async () => {
  expect(await readEntry(checkpointPath('llama'), false)).toMatchObject({
    kind: 'model',
    name: 'llama',
    step: null,
  });
  expect(await readEntry(checkpointPath('llama-lora'), true)).toMatchObject({ kind: 'adapter', added: true });
  expect(await readEntry(folder, false)).toBeNull();
  expect(await readEntry(join(folder, 'nothing'), false)).toBeNull();
});

test('a control policy is no checkpoint that answers prompts', async () => {
  const files = { 'model.safetensors': '' };
  const policy = makeFolder('policy', { ...files, 'config.json': '{"model_type": "control-policy"}' });
  expect(await readEntry(policy, false)).toBeNull();
  const model = makeFolder('no-policy', { ...files, 'config.json': '{"model_type": "llama"}' });
  expect(await readEntry(model, false)).toMatchObject({ kind: 'model' });
});

test('a control policy is read with its environment, and one of none that there is is passed over', async () => {
  const named = (environment: string): string =>
    makeFolder(`acts-in-${environment}`, {
      'config.json': JSON.stringify({ model_type: 'control-policy', environment }),
    });
  const path = named('point-hazards');
  expect(await readPolicyEntry(path, true)).toEqual({
    ...{ path, name: 'acts-in-point-hazards', environment: 'point-hazards', added: true },
  });
  expect(await readPolicyEntry(named('moon'), false)).toBeNull();
  expect(await readPolicyEntry(checkpointPath('llama'), false)).toBeNull();
});

test('a training step takes its name from its run, and its base from its own config', async () => {
  const base = makeFolder('base', { 'config.json': '{}', 'model.safetensors': '' });
  const step = makeFolder(join('grpo', 'checkpoint-400'), {
    'adapter_config.json': JSON.stringify({ base_model_name_or_path: base }),
  });
  expect(await readEntry(step, false)).toEqual({
    path: step,
    name: 'grpo-step-400',
    kind: 'adapter',
    basePath: base,
    baseName: base,
    run: join(folder, 'grpo'),
    step: 400,
    added: false,
    builtIn: false,
  });
});

test.each(['not json', '[]', '{"base_model_name_or_path": 7}', 'null'])(
  'a broken adapter config is an adapter without a base: %s',
  async (text) => {
    const path = makeFolder('broken', { 'adapter_config.json': text });
    expect(await readEntry(path, false)).toMatchObject({ kind: 'adapter', basePath: null, baseName: null });
  },
);

test.skipIf(process.platform === 'win32')('pipes in the place of files are passed over', async () => {
  const path = makeFolder('pipes', {});
  for (const name of ['adapter_config.json', 'run.json', 'base.json']) {
    expect(spawnSync('mkfifo', [join(path, name)]).status).toBe(0);
    expect(await readSmallFile(join(path, name), 1000)).toBeNull();
  }
  expect(await readSmallFile('/dev/zero', 1000)).toBeNull();
  expect(await readEntry(path, false)).toMatchObject({ kind: 'adapter', baseName: null });
});
