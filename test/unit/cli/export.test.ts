// `export` on the command line: what it writes where, what it refuses, and answers that come back as sides.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const given = (name: string): string => join(repositoryPath('test/fixtures/interchange'), name);
const suites = ['--suite', given('suite'), '--suite', given('benign')];

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

/** Answers by prompt, of the side `side`. */
function answers(comparison: string, side: string): readonly unknown[] {
  const rows = join(folder, 'rows.jsonl');
  expect(cli('export', comparison, '--out', rows).status).toBe(0);
  return readFileSync(rows, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((row) => row['side'] === side)
    .map((row) => [row['prompt'], row['answer'], row['reasoning'], row['outcome']]);
}

beforeAll(() => {
  const sides = [
    '--base',
    `responses:${given('base.jsonl')}`,
    '--tuned',
    `responses:${given('tuned.jsonl')}`,
  ];
  // One prompt has no answer.
  expect(cli('compare', ...sides, ...suites, '--out', 'tea.glens').status).toBe(1);
});

test.each([
  ['inspect', 'logs', 'logs#tuned.jsonl', 4],
  ['lm-eval', 'harness', join('harness', 'tuned.jsonl'), 6],
])('answers exported for %s are a side that was that side', (format, out, side, files) => {
  const exported = cli('export', 'tea.glens', '--format', format, '--out', out);
  expect(exported.status, exported.stderr).toBe(0);
  expect(exported.stderr + exported.stdout).toContain(`${files} files: ${join(folder, out)}`);
  const again = `${format}.glens`;
  const base = given('base.jsonl');
  const made = cli(
    'compare',
    '--base',
    `responses:${base}`,
    '--tuned',
    `responses:${side}`,
    ...suites,
    '--out',
    again,
  );
  expect(made.stderr).toContain('Done in');
  const [before, after] = [answers('tea.glens', 'tuned'), answers(again, 'tuned')];
  // lm-eval's logs have an empty answer where there is none, and no reasoning.
  const had = after.filter((row) => Array.isArray(row) && row[1] !== '');
  const comparable = (rows: readonly unknown[]): readonly unknown[] =>
    rows.map((row) => (Array.isArray(row) && format === 'lm-eval' ? [row[0], row[1], row[3]] : row));
  expect(comparable(had)).toEqual(comparable(before));
});

test('a format follows from a name, or is asked for', () => {
  expect(cli('export', 'tea.glens', '--out', 'card.md').status).toBe(0);
  expect(readFileSync(join(folder, 'card.md'), 'utf8')).toMatch(/^---\nmodel-index:\n/);
  const none = cli('export', 'tea.glens', '--out', 'somewhere');
  expect(none.stderr).toMatch(/does not say which format[\s\S]*inspect, lm-eval/);
  expect(none.status).not.toBe(0);
});

test('curves are those of a run, and a comparison has none', () => {
  mkdirSync(join(folder, 'run'));
  const log = [1, 2].map((step) => ({ step, epoch: step, loss: 1 / step }));
  writeFileSync(
    join(folder, 'run', 'trainer_state.json'),
    JSON.stringify({ global_step: 2, max_steps: 2, log_history: log }),
  );
  for (const format of ['tensorboard', 'wandb']) {
    const exported = cli('export', 'run', '--format', format, '--out', format);
    expect(exported.status, exported.stderr).toBe(0);
  }
  expect(readdirSync(join(folder, 'tensorboard', 'run'))[0]).toMatch(/^events\.out\.tfevents\.\d+/);
  expect(readdirSync(join(folder, 'wandb'))[0]).toMatch(/^offline-run-/);
  expect(cli('export', 'tea.glens', '--format', 'wandb', '--out', 'x').stderr).toMatch(
    /format of training curves/,
  );
  expect(cli('export', 'run', '--format', 'csv', '--out', 'x').stderr).toMatch(
    /is a folder, and csv is a format of comparisons/,
  );
});
