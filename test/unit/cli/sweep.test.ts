// Sweeps: which runs the axes give, and a small one from the command line.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { describe, expect, test } from 'vitest';
import { parseSweep } from '../../../src/cli/sweepConfig';
import type { SweepDocument } from '../../../src/cli/sweepJson';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { shortAnswers, sums } from '../../support/training';

const folder = scratchFolder();
const schemaPath = repositoryPath('media/schemas/sweep.schema.json');

function runs(sweep: object) {
  return parseSweep(JSON.stringify(sweep), folder, 'out').runs;
}

describe('parseSweep', () => {
  test('every combination is a run; the nearer setting goes before the common one', () => {
    const all = runs({
      common: { max_steps: 5, learning_rate: 1 },
      algorithms: [
        'grpo',
        { name: 'sft', learning_rate: 2 },
        { name: 'grpo-high', algorithm: 'grpo', learning_rate: 3 },
      ],
      models: ['models/a', { name: 'b', model: 'b.gguf', max_steps: 7 }],
      data: [{ name: 'sums', data: { type: 'file', path: 'sums.jsonl' } }],
      seeds: [1, 2],
    });
    expect(all).toHaveLength(3 * 2 * 1 * 2);
    expect(all.map(({ name }) => name)).toContain('grpo-high_b_sums_seed-2');
    expect(all.find(({ name }) => name === 'grpo-high_b_sums_seed-2')?.config).toEqual({
      algorithm: 'grpo',
      model: resolve(folder, 'b.gguf'),
      data: { type: 'file', path: resolve(folder, 'sums.jsonl') },
      learning_rate: 3,
      max_steps: 7,
      seed: 2,
    });
    expect(all.find(({ name }) => name === 'sft_a_sums_seed-1')?.config).toMatchObject({
      algorithm: 'sft',
      learning_rate: 2,
      max_steps: 5,
    });
  });

  test('all runs are trained at one place, which no run repeats', () => {
    const sweep = { common: { where: 'lab', model: 'base' }, algorithms: ['grpo'] };
    const there = parseSweep(JSON.stringify(sweep), folder, 'out');
    expect(there.target).toBe('lab');
    // A cluster knows its base by what is written.
    expect(there.runs.map(({ config }) => config)).toEqual([{ algorithm: 'grpo', model: 'base', seed: 42 }]);
    const here = parseSweep(JSON.stringify(sweep), folder, 'out', 'here');
    expect(here.target).toBeNull();
    expect(here.runs[0]?.config['model']).toBe(resolve(folder, 'base'));
    expect(parseSweep(JSON.stringify(sweep), folder, 'out', 'hpc').target).toBe('hpc');
  });

  test('suite ids stay ids, suite files are paths', () => {
    const [run] = runs({ common: { probe: { suites: ['built-in', './mine.csv'] } }, algorithms: ['grpo'] });
    expect(run?.config['probe']).toEqual({ suites: ['built-in', resolve(folder, 'mine.csv')] });
  });

  test.each([
    ['{', /not valid JSON/],
    ['{"algorithms": []}', /algorithms/],
    ['{"algorithms": ["grpo"], "seed": [1]}', /seed/],
    ['{"algorithms": ["grpo", {"name": "grpo", "beta": 1}]}', /Two runs are named grpo/],
    ['{"algorithms": ["grpo"], "common": {"learning_rate": 1e999}}', /learning_rate/],
    ['{"algorithms": ["grpo"], "common": {"where": "a cluster"}}', /common\.where/],
    ['{"algorithms": [{"name": "grpo", "where": "lab"}]}', /Name it in common/],
    ['{"algorithms": [{"name": "grpo", "beta": -1e999}]}', /algorithms/],
    [`{"algorithms": ["grpo"], "common": {"lora": ${'['.repeat(20_000)}${']'.repeat(20_000)}}}`, /nested/],
  ])('%s is refused', (text, message) => {
    expect(() => parseSweep(text, folder, 'out')).toThrow(message);
  });
});

test('the files of safeguards count from the sweep, ids of suites stay', () => {
  const [run] = runs({
    algorithms: [
      {
        name: 'held',
        algorithm: 'sft',
        safeguards: [
          { id: 'procon', suites: ['built-in', './own'], safety_data: 'refusals.jsonl', limit: 4 },
        ],
      },
    ],
  });
  expect(run?.config['safeguards']).toEqual([
    {
      id: 'procon',
      suites: ['built-in', resolve(folder, './own')],
      safety_data: resolve(folder, 'refusals.jsonl'),
      limit: 4,
    },
  ]);
});

describe('guardrail-lens sweep', () => {
  const sweep = {
    common: {
      model: sums.model,
      data: { ...sums.data, seed: 1 },
      rewards: shortAnswers.rewards,
      lora: { r: 2 },
      max_steps: 2,
      max_completion_length: 8,
      eval: { steps: 2, num_prompts: 8 },
      probe: { steps: 2, limit: 1, max_new_tokens: 4 },
    },
    algorithms: [
      { name: 'grpo', num_generations: 2, generation_batch_size: 8 },
      { name: 'sft', per_device_train_batch_size: 8 },
    ],
    seeds: [1, 2],
  };
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });

  test('trains each run once, pools the seeds, and keeps what is finished', () => {
    writeFileSync(join(folder, 'x.sweep.json'), JSON.stringify(sweep));
    const first = cli('sweep', 'x.sweep.json');
    expect(first.status, first.stderr).toBe(0);
    const [settings = ''] = first.stdout.split('Algorithm against algorithm');
    const lines = settings.split('\n').filter((line) => /^(grpo|sft) /.test(line));
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      // Two seeds of eight prompts each.
      expect(line).toMatch(/% \[[\d., ]+\] of 16\/8 .*pp \[/);
    }
    // How far the seeds lie apart stands below the pooled figures.
    expect(first.stdout).toMatch(/^grpo_seed-2 +\S+ pp \[/m);
    const config = join(folder, 'x', 'grpo_seed-1', 'config.train.json');
    expect(existsSync(config)).toBe(true);
    const state = join(folder, 'x', 'sft_seed-2', 'run.json');
    const before = readFileSync(state, 'utf8');
    const second = cli('sweep', 'x.sweep.json', '--json', '--html', 'x.html', '--figures', 'tables');
    expect(second.status, second.stderr).toBe(0);
    const document = JSON.parse(second.stdout) as SweepDocument;
    expect(document).toMatchObject({
      rows: [{ algorithm: 'grpo', seeds: [1, 2] }, { algorithm: 'sft' }],
      contrasts: [
        {
          first: 'grpo',
          second: 'sft',
          seeds: [1, 2],
          measures: { accuracy: { first: { prompts: 8, n: 16 } } },
        },
      ],
    });
    const schema = JSON.parse(readFileSync(schemaPath, 'utf8')) as object;
    expect(new Ajv({ strict: false }).validate(schema, document)).toBe(true);
    // One line per measure, with what it stands on.
    expect(first.stdout).toMatch(/^sft +grpo +Held-out accuracy +2 +8 .* pp \[/m);
    expect(readFileSync(join(folder, 'x.html'), 'utf8')).toContain('Algorithm against algorithm');
    expect(readdirSync(join(folder, 'tables')).sort()).toEqual([
      'x-contrasts.csv',
      'x-seeds.csv',
      'x-settings.csv',
    ]);
    expect(readFileSync(join(folder, 'tables', 'x-settings.csv'), 'utf8')).toMatch(
      /^Algorithm,Model,[^]*\r\ngrpo,/,
    );
    expect(readFileSync(state, 'utf8')).toBe(before);
  });

  test('figures of other settings than the sweep has now are not shown as its own', () => {
    const small = { ...sweep, common: { ...sweep.common, max_steps: 1, probe: undefined }, seeds: [1] };
    const write = (change: object): void =>
      writeFileSync(
        join(folder, 'changed.sweep.json'),
        JSON.stringify({ ...small, algorithms: sweep.algorithms.slice(1), ...change }),
      );
    write({});
    expect(cli('sweep', 'changed.sweep.json').status).toBe(0);
    write({ common: { ...small.common, learning_rate: 0.5 } });
    const refused = cli('sweep', 'changed.sweep.json');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/other settings[^]*sft_seed-1: learning_rate/);
    expect(refused.stdout).toBe('');
  });

  test('a run that fails is told and left out; the others run, and once it is mended it is trained', () => {
    const rows = Array.from({ length: 12 }, (_, i) => ({ prompt: `${i} + 1`, answer: `${i + 1}` }));
    writeFileSync(join(folder, 'answers.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const write = (template: object): void =>
      writeFileSync(
        join(folder, 'failing.sweep.json'),
        JSON.stringify({
          ...sweep,
          common: { ...sweep.common, max_steps: 1, probe: undefined },
          algorithms: sweep.algorithms.slice(1),
          data: [
            { name: 'answers', data: { type: 'file', path: 'answers.jsonl', ...template } },
            { name: 'sums', data: sweep.common.data },
          ],
          seeds: [1],
        }),
      );
    write({});
    const failing = cli('sweep', 'failing.sweep.json');
    expect(failing.status).toBe(1);
    expect(failing.stderr).toMatch(/sft_answers_seed-1: The dataset has no completions/);
    expect(failing.stdout).toMatch(/^sft +answers +0 +– +–/m);
    expect(failing.stdout).toMatch(/^sft +sums +1 +\S+% \[/m);
    expect(failing.stdout).toMatch(
      /^sft_answers_seed-1: failed after 0 of \d+ steps\. Not in the table\. .*no completions/m,
    );
    write({ completion_template: '{answer}' });
    const mended = cli('sweep', 'failing.sweep.json');
    expect(mended.status, mended.stderr).toBe(0);
    expect(mended.stdout).toMatch(/^sft +answers +1 +\S+% \[/m);
  });

  test('a mistake in any run is found before the first one', () => {
    writeFileSync(
      join(folder, 'bad.sweep.json'),
      JSON.stringify({ ...sweep, algorithms: ['sft', { name: 'grpo', num_generations: 1 }] }),
    );
    const refused = cli('sweep', 'bad.sweep.json');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/grpo_seed-1: num_generations/);
    expect(existsSync(join(folder, 'bad'))).toBe(false);
  });
});

test('the published schema is the one of the code', () => {
  const schema = createGenerator({
    path: repositoryPath('src/cli/sweepJson.ts'),
    tsconfig: repositoryPath('src/cli/tsconfig.json'),
    type: 'SweepDocument',
    skipTypeCheck: true,
    additionalProperties: true,
  }).createSchema('SweepDocument');
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (process.env['UPDATE_SCHEMA'] !== undefined) writeFileSync(schemaPath, text);
  expect(readFileSync(schemaPath, 'utf8')).toBe(text);
});
