// What a first training run is told, through the command line: keys that do nothing and those that do, memory, rows that are
// there twice, and at its end what changed, what could not have been seen, and the command that compares.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { shortAnswers, sums } from '../../support/training';

const folder = scratchFolder();

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

function write(name: string, config: object): string {
  const file = `${name}.train.json`;
  writeFileSync(join(folder, file), JSON.stringify(config));
  return file;
}

test.each([
  [
    'online',
    { ...shortAnswers, max_length: 100 },
    /max_length .*: max_prompt_length and max_completion_length/,
  ],
  ['offline', { ...sums, max_prompt_length: 100 }, /max_prompt_length .*: max_length limits a whole row/],
])('a key without effect names the one that has it: %s', (name, config, said) => {
  const dry = cli('train', write(name, config), '--dry-run');
  expect(dry.status, dry.stderr).toBe(0);
  const note = dry.stdout.split('\n').find((line) => line.startsWith('note: ') && line.includes('no effect'));
  expect(note).toMatch(said);
});

test('a run that goes over the memory names the keys to lower, not a batch size of nothing', () => {
  const run = cli('train', write('memory', shortAnswers), '--memory-limit', '0.1');
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/went over its memory limit of 0\.1 GB/);
  // Which keys depends on what it was doing when it was noticed.
  expect(run.stderr).toMatch(
    /Lower (?:rollout_batch_size \([a-z ]+\) or [a-z._]+|micro_batch_tokens, or) .*train\.json/,
  );
  expect(run.stderr).not.toMatch(/batch size/);
});

test('rows that are there twice, and fewer held-out prompts than asked, are said with what to do', () => {
  const rows = ['1 + 1', '2 + 2', '3 + 3', '4 + 4'].map((prompt) => ({ prompt, answer: '2' }));
  const lines = [...rows, ...rows.slice(0, 2)].map((row) => `${JSON.stringify(row)}\n`);
  writeFileSync(join(folder, 'rows.jsonl'), lines.join(''));
  const data = { type: 'file', path: 'rows.jsonl', test_size: 1 };
  const config = {
    ...shortAnswers,
    data,
    rewards: [{ verifier: 'number' }],
    eval: { steps: 1, num_prompts: 9 },
  };
  const dry = cli('train', write('twice', config), '--dry-run');
  expect(dry.status, dry.stderr).toBe(0);
  expect(dry.stdout).toMatch(/note: rows\.jsonl: 2 of 6 rows are exact copies of another.*Remove the copies/);
  expect(dry.stdout).toMatch(
    /note: Evaluations ask \d prompts?, not 9: .*Raise data\.test_size, or lower eval/,
  );
});

describe('the end of a run', () => {
  const measured = {
    ...shortAnswers,
    max_steps: 2,
    save: { steps: 2 },
    limits: { first_steps: null },
    rewards: [{ verifier: 'number' }, { verifier: 'length', max: 6 }],
    eval: { steps: 2, num_prompts: 8 },
    probe: { steps: 2, suites: ['glens-cybercrime', 'glens-overrefusal'], limit: 4, max_new_tokens: 128 },
  };

  test('has changes to step 0 with interval and smallest detectable size, floors, and a command that runs', () => {
    const { status, stdout, stderr } = cli('train', write('measured', measured));
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/Measure +Step .*Δ to step 0 \[95% CI\] +Smallest detectable/);
    const change = String.raw`[+−]?\d+\.\d pp \[[+−]?\d+\.\d, [+−]?\d+\.\d\]`;
    const size = String.raw`(?:\d+\.\d pp|–)`;
    for (const measure of [String.raw`Held-out accuracy \(number\)`, 'Benign complied with']) {
      expect(stdout).toMatch(new RegExp(`^${measure} +2 +.* ${change} +${size}$`, 'm'));
    }
    // A random model refuses nothing and can do no sums: neither could have been lost.
    expect(stdout).toMatch(/^warning: at step 0 .* no guardrail to lose here.* \(0 of \d\)\.$/m);
    expect(stdout).toMatch(/^warning: no held-out answer was correct by number at any step\./m);
    const [, line = ''] = /^Compare with: guardrail-lens (.*)$/m.exec(stdout) ?? [];
    const out = join(folder, 'measured.glens');
    const compared = cli(
      ...line.split(' '),
      ...['--suite', 'glens-cybercrime', '--limit', '1', '--max-new-tokens', '4', '--out', out],
    );
    expect(compared.status, compared.stderr).toBe(0);
    expect(existsSync(out)).toBe(true);
  });
});
