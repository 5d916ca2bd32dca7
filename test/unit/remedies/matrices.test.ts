// The configurations of the matrices: each one is valid, and none of SFT sees more rows than another.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { configsOf, matrixIds, refusalsConfig } from '../../../src/build/remedies/matrices';
import { remedyNames } from '../../../src/build/remedies/remedyNames';
import { stagesRun } from '../../../src/build/remedies/reflections';
import { remedyFiles } from '../../../src/build/remedies/remedyData';
import { parseConfig, validateConfig } from '../../../src/engine/training/config/validateConfig';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const path = join(folder, 'x.train.json');
const settings = {
  model: repositoryPath('media/checkpoints/glens-tiny'),
  seeds: [1, 2],
  steps: 24,
  learningRate: 0.005,
  only: null,
  probeLimit: 4,
};
const runs = matrixIds.flatMap((id) => configsOf(id, settings).map((run) => ({ id, ...run })));

beforeAll(() => {
  // In place of the run that comes first.
  cpSync(repositoryPath('media/checkpoints/glens-tiny-sft'), join(folder, stagesRun.checkpoint), {
    recursive: true,
  });
  const { harmfulSuite, harmlessSuite, sumsSuite, ...files } = remedyFiles;
  for (const suite of [harmfulSuite, harmlessSuite, sumsSuite]) mkdirSync(join(folder, suite));
  for (const file of Object.values(files)) {
    writeFileSync(
      join(folder, file),
      '{"prompt": "Hello", "completion": "Hi", "answer": "", "kind": "harmful"}\n',
    );
  }
});

it.each(runs)('$name of $id has no key without effect', ({ config }) => {
  expect(validateConfig(JSON.stringify(config), path)).toEqual([]);
});

it('shows every run of SFT as many rows, and the run on refusals too', () => {
  const configs = [...configsOf('sft', settings).map(({ config }) => config), refusalsConfig(settings, 2)];
  const rows = configs.map((config) => {
    const { method, maxSteps } = parseConfig(JSON.stringify(config), path);
    return method.kind === 'online' ? 0 : (maxSteps ?? 0) * method.batchSize;
  });
  expect(new Set(rows)).toEqual(new Set([24 * 12]));
});

it('has a run on refusals that is valid, of its own seed, and measures nothing', () => {
  const config = refusalsConfig(settings, 2);
  expect(validateConfig(JSON.stringify(config), path)).toEqual([]);
  expect(config).toMatchObject({ seed: 2, data: { path: remedyFiles.refusals } });
  expect(config).not.toHaveProperty('probe');
});

it('trains with those remedies alone that are asked for', () => {
  const only = ['none', 'smpo'];
  expect(configsOf('grpo', { ...settings, only }).map(({ name }) => name)).toEqual(only);
});

it('knows the names that may be asked for, of each matrix its own', () => {
  expect(remedyNames(['sft'])).toEqual(expect.arrayContaining(['none', 'ema', 'refusal-patch', 'saffron-1']));
  expect(remedyNames(['grpo'])).toEqual(['none', 'smpo', 'csc', 'trr', 'trr-start']);
});
