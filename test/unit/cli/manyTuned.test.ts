// compare with several tuned checkpoints, as a user or a CI job meets it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonDocument, MatrixDocument } from '../../../src/cli/comparisonJson';
import { checkpointPath, cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const schemaFile = repositoryPath('media/schemas/matrix.schema.json');
const base = checkpointPath('llama');
const tuned = ['llama-lora', 'llama-lora-rslora', 'llama-bias'].map(checkpointPath);
const small = ['--suite', 'glens-overrefusal', '--limit', '6', '--max-new-tokens', '40', '--batch-size', '4'];

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

function matrixOf(stdout: string): MatrixDocument {
  return JSON.parse(stdout) as MatrixDocument;
}

describe('compare with several tuned checkpoints', () => {
  let many: ReturnType<typeof cli>;
  beforeAll(() => {
    many = cli(
      ...[
        'compare',
        '--base',
        base,
        ...tuned.flatMap((path) => ['--tuned', path]),
        '--aa',
        '--json',
        ...small,
      ],
      ...['--out', 'many.glens', '--report', 'many.html'],
      ...['--fail-if', 'unusable >= 0%', '--fail-if', 'llama-bias: notes.error > 0'],
    );
  });

  test('prints JSON that agrees with the published schema, and nothing else', () => {
    const document = matrixOf(many.stdout);
    const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(document.columns.map(({ name }) => name)).toEqual([
      'llama-lora',
      'llama-lora-rslora',
      'llama-bias',
    ]);
    // The base once, its control once.
    expect(document.responses).toBe(6 * 5);
  });

  test('gives each the numbers of a comparison of its own, to the bit', () => {
    for (const [index, path] of tuned.entries()) {
      const alone = cli('compare', '--base', base, '--tuned', path, '--aa', '--json', ...small);
      const { summary } = JSON.parse(alone.stdout) as ComparisonDocument;
      expect(matrixOf(many.stdout).matrix.columns[index]?.summary).toEqual(summary);
    }
  });

  test('evaluates a gate on each, or on the one that it names, and exits with 3', () => {
    expect(many.status, many.stderr).toBe(3);
    for (const name of ['llama-lora', 'llama-lora-rslora', 'llama-bias']) {
      expect(many.stderr).toContain(`FAILED: --fail-if "${name}: unusable >= 0%"`);
    }
    expect(many.stderr).toContain('passed: --fail-if "llama-bias: notes.error > 0"');
    expect(many.stderr).not.toContain('"llama-lora: notes.error');
  });

  test('reads the file again, as text', () => {
    const { stdout, status } = cli('report', 'many.glens', '--fail-if', 'llama-lora: notes.error > 0');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Checkpoint +Harmless prompts/m);
    expect(stdout).toMatch(/^llama-lora-rslora +llama-lora /m);
  });

  test.each([
    [['--tuned-name', 'a'], /1 names are given for 2/],
    [['--tuned-name', 'a', 'a'], /given twice/],
    [['--fail-if', 'other: harmful.delta < 0pp'], /no tuned subject/],
  ])('%j is wrong', (args, words) => {
    const two = ['--tuned', tuned[0] ?? '', tuned[2] ?? ''];
    const { status, stderr } = cli(
      'compare',
      '--base',
      base,
      ...two,
      ...args,
      ...small,
      '--out',
      'wrong.glens',
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(words);
  });
});

test('the steps of a run are columns in their order, of verl too', () => {
  const run = join(folder, 'run');
  mkdirSync(run);
  for (const step of [100, 50]) cpSync(tuned[0] ?? '', join(run, `checkpoint-${step}`), { recursive: true });
  cpSync(tuned[1] ?? '', join(run, 'global_step_70/actor/lora_adapter'), { recursive: true });
  mkdirSync(join(run, 'logs'));
  const { stdout, stderr } = cli(
    ...['compare', '--base', base, '--steps-of', run, '--json', '--out', 'steps.glens', ...small],
  );
  const { columns, matrix } = matrixOf(stdout === '' ? fail(stderr) : stdout);
  expect(columns.map(({ name, step }) => [name, step])).toEqual([
    ['checkpoint-50', 50],
    ['global_step_70', 70],
    ['checkpoint-100', 100],
  ]);
  expect(matrix.firstFalls[0]?.looks.map(({ step }) => step)).toEqual([50, 70, 100]);
  const config = join(run, 'checkpoint-50/adapter_config.json');
  writeFileSync(config, readFileSync(config, 'utf8').replace('"../llama"', JSON.stringify(base)));
  // Every second, the last one always, over the base that the adapters name.
  const some = cli('compare', '--steps-of', run, '--every', '2', '--json', '--out', 'some.glens', ...small);
  const every = matrixOf(some.stdout === '' ? fail(some.stderr) : some.stdout);
  expect(every.columns.map(({ step }) => step)).toEqual([50, 100]);
  expect(every.spec.base).toEqual({ kind: 'checkpoint', path: base });
  // Nothing but checkpoints lies there: that is said, not guessed.
  expect(every.matrix.run?.notes[0]).toContain('KL and held-out accuracy are not known');
  const text = cli('report', 'some.glens').stdout;
  expect(text).toMatch(/^Every step: change from the base/m);
  expect(text).toContain('is no training run');
  mkdirSync(join(run, 'checkpoint-150'));
  expect(cli('compare', '--base', base, '--steps-of', run, ...small).stderr).toContain('model_merger');
  expect(cli('compare', '--base', base, '--steps-of', folder, ...small).stderr).toContain('holds no steps');
});

function fail(words: string): never {
  throw new Error(words);
}

test('the published schema is the one of the code', () => {
  const schema = createGenerator({
    path: repositoryPath('src/cli/comparisonJson.ts'),
    tsconfig: repositoryPath('src/cli/tsconfig.json'),
    type: 'MatrixDocument',
    skipTypeCheck: true,
    additionalProperties: true,
  }).createSchema('MatrixDocument');
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(schemaFile, text);
  expect(readFileSync(schemaFile, 'utf8')).toBe(text);
});
