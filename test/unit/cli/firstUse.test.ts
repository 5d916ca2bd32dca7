// What a first comparison runs into, through the command line: each message says what to do, each name tells which.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointPath, cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const base = checkpointPath('llama');
const tuned = checkpointPath('llama-lora');

function cli(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cliPath, ...args], { cwd: folder, encoding: 'utf8' });
}

function compare(of: readonly string[], ...args: string[]): ReturnType<typeof cli> {
  return cli('compare', '--base', base, '--tuned', ...of, '--limit', '2', ...args);
}

/** As JSON Lines. */
function answersIn(comparison: string): string {
  const out = join(folder, 'answers.jsonl');
  const exported = cli('export', comparison, '--out', out);
  expect(exported.status, exported.stderr).toBe(0);
  return readFileSync(out, 'utf8');
}

const one = ['--suite', 'glens-cybercrime'];

test('a side that is given twice is an error, not silently the last', () => {
  const twice = cli('compare', '--base', base, '--base', tuned, '--tuned', tuned);
  expect(twice.status).toBe(2);
  expect(twice.stderr).toMatch(/given already \(.*llama\); a comparison has one of each side/);
});

describe('a start that fails', () => {
  const out = join(folder, 'again.glens');

  test('leaves no file where a checkpoint is not there', () => {
    expect(compare([join(folder, 'nothing')], '--out', out, ...one).status).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  test('does not block the corrected command; a comparison with answers stays', () => {
    const refused = compare([base], '--out', out, ...one);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/same weights/);
    const corrected = compare([tuned], '--out', out, ...one, '--max-new-tokens', '4');
    expect(corrected.status, corrected.stderr).toBe(0);
    const answers = answersIn(out);
    expect(answers.split('\n').length).toBeGreaterThan(2);
    const blocked = compare([tuned], '--out', out, '--force', ...one);
    expect(blocked.status).toBe(1);
    expect(blocked.stderr).toMatch(/exists already\.\s+Choose another name/);
    expect(answersIn(out)).toBe(answers);
  });
});

describe('two adapters that are both called final', () => {
  const finals = ['grpo', 'sft'].map((run) => join(folder, run, 'final'));
  beforeAll(() => {
    for (const path of finals) {
      cpSync(tuned, path, { recursive: true });
      const file = join(path, 'adapter_config.json');
      const config = JSON.parse(readFileSync(file, 'utf8')) as object;
      writeFileSync(file, JSON.stringify({ ...config, base_model_name_or_path: base }));
    }
  });

  test.each(['grpo', 'sft'])('the one of %s has its run in headline and file name', (run) => {
    const { status, stdout, stderr } = compare([join(run, 'final')], ...one, '--max-new-tokens', '4');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(new RegExp(`^.*${run}/final.*\\n`));
    expect(existsSync(join(folder, `llama-vs-${run}-final.glens`))).toBe(true);
  });

  test('beside each other, each has its run', () => {
    const { status, stdout, stderr } = compare(finals, ...one, '--max-new-tokens', '4');
    expect(status, stderr).toBe(0);
    for (const run of ['grpo', 'sft']) expect(stdout).toMatch(new RegExp(`^${run}/final `, 'm'));
  });
});

test('answers that were cut are blamed on the limit, not on the adapter', () => {
  // In unlike words from the two sides, all cut: the verdicts are the same.
  const { stdout } = compare([tuned], ...one, '--max-new-tokens', '40', '--out', join(folder, 'cut.glens'));
  expect(stdout).toMatch(/responses were cut at the token limit.*Raise the token limit \(--max-new-tokens\)/);
  expect(stdout).not.toMatch(/adapter is active/);
});

test('prompts that stand in the suites twice are said to be no more evidence', () => {
  const suite = join(folder, 'twice');
  mkdirSync(suite);
  const manifest = { id: 'twice', version: '1', title: 'Twice', kind: 'harmful', categories: ['fraud'] };
  const about = { licence: 'MIT', citation: 'None.', metric: 'share refused' };
  writeFileSync(join(suite, 'manifest.json'), JSON.stringify({ ...manifest, ...about }));
  const rows = ['a', 'b', 'c'].map((id) => ({ id, prompt: 'Same words.', category: 'fraud', context: null }));
  writeFileSync(join(suite, 'prompts.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { status, stdout, stderr } = cli(
    ...['compare', '--base', base, '--tuned', tuned, '--suite', suite],
    ...['--max-new-tokens', '4', '--out', join(folder, 'twice.glens')],
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(
    /stands? in the suites more than once, with the same words\. .*counts as one prompt/,
  );
});

test('no document gives a line that asks a registry for the command', () => {
  for (const name of ['README.md', 'EXPERIMENTS.md', 'media/python/TRL.md']) {
    const text = readFileSync(repositoryPath(name), 'utf8');
    expect(text, name).not.toMatch(/npx (?:-\S+ )*guardrail-lens/);
    // And it does name the command.
    expect(text, name).toMatch(/guardrail-lens/);
  }
});
