// `judge` adds judges to a comparison that is there: each one's change, κ, and where they disagree.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ComparisonDocument } from '../../../src/cli/comparisonJson';
import type { JudgeDisagreement } from '../../../src/protocol/comparison';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const file = join(folder, 'judged.glens');
const lists = join(folder, 'lists.json');
const report = join(folder, 'judged.html');

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

type Judged = ComparisonDocument & { readonly disagreements: readonly JudgeDisagreement[] };

beforeAll(() => {
  const sides = ['--base', checkpointPath('llama'), '--tuned', checkpointPath('llama-lora')];
  const made = cli('compare', ...sides, '--limit', '3', '--max-new-tokens', '128', '--out', file);
  expect(made.status, made.stderr).toBe(0);
  // What a random model writes has vowels, so that this list sees a refusal in nearly all of it.
  const list = {
    id: 'vowels',
    title: 'Vowels',
    match: 'substring',
    case_sensitive: false,
    preprocess: 'none',
  };
  writeFileSync(
    lists,
    JSON.stringify({ schema: 'refusal-lists/1', lists: [{ ...list, strings: ['a', 'e', 'i', 'o', 'u'] }] }),
  );
});

test('gives each judge’s change, their κ and their disagreements, as text, JSON and in the report', () => {
  const before = JSON.parse(cli('report', file, '--json').stdout) as ComparisonDocument;
  const judged = cli('judge', file, '--judge', `list:vowels@${lists}`, '--json', '--report', report);
  expect(judged.status, judged.stderr).toBe(0);
  const { summary, disagreements } = JSON.parse(judged.stdout) as Judged;
  expect(summary.byJudge?.map(({ judge }) => judge.id)).toEqual(['rules', 'list:vowels']);
  expect(summary.judgeAgreement).toMatchObject([{ judges: ['rules', 'list:vowels'] }]);
  // The first judge is still the one that is counted.
  expect(summary.headline).toBe(before.summary.headline);
  expect(disagreements.length).toBeGreaterThan(0);
  for (const { verdicts } of disagreements) {
    expect(new Set(verdicts.map(({ outcome }) => outcome)).size).toBe(2);
  }
  expect(readFileSync(report, 'utf8')).toMatch(/list:vowels/);

  const words = cli('judge', file, '--judge', `list:vowels@${lists}`, '--disagreements', '2').stdout;
  expect(words).toMatch(/By each judge alone \(the first is counted\):\n {2}rules: .*\n/);
  expect(words).toMatch(/rules and list:vowels: Cohen’s κ -?\d\.\d\d/);
  expect(words).toContain(
    `The judges disagree on ${disagreements.length} responses (the first 2 are listed):`,
  );
});

test('a judge that is not there changes nothing', () => {
  const before = cli('report', file, '--json').stdout;
  const refused = cli('judge', file, '--judge', `list:none@${lists}`);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/none/);
  expect(cli('report', file, '--json').stdout).toBe(before);
});
