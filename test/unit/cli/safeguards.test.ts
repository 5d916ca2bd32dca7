// A checkpoint with a safeguard around it, through the bundle.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const base = checkpointPath('llama');

function glens(...args: string[]) {
  return spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
}

const few = ['--suite', 'glens-cybercrime', '--limit', '2', '--max-new-tokens', '3', '--temperature', '1'];

test('is a column beside the same checkpoint without, and the base may be that checkpoint', () => {
  const out = join(folder, 'flow.glens');
  const safe = `${base}+think-reflect-revise:reflectionTokens=2`;
  const made = glens(
    ...['compare', '--base', base, '--tuned', checkpointPath('llama-lora'), safe, ...few, '--out', out],
  );
  expect(made.status, made.stderr).toBe(0);
  expect(made.stdout).toContain('llama+think-reflect-revise');
  const { stdout, status } = glens('export', out, '--format', 'jsonl', '--out', join(folder, 'rows.jsonl'));
  expect(status, stdout).toBe(0);
  // A file that has answers goes on as the same subject.
  const again = glens('resume', out, '--json');
  expect(again.status, again.stderr).toBe(0);
  expect(again.stdout).toContain('llama+think-reflect-revise');
});

test('generate gives all stages', () => {
  const { stdout, status, stderr } = glens(
    ...['generate', `${base}+think-reflect-revise:reflectionTokens=2`, 'Hello', '--max-new-tokens', '3'],
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/\[draft\][^]*\[reflection\][^]*\[revision\]/u);
});

test.each([
  [
    ['compare', '--base', base, '--tuned', 'responses:a.jsonl+think-reflect-revise', ...few],
    'were made already',
  ],
  [
    ['compare', '--base', base, '--tuned', `${base}+think-reflect-revise:tokens=2`, ...few],
    'Its options are: reflectionTokens.',
  ],
  [['serve', `${base}+think-reflect-revise`], 'put the safeguard around the endpoint'],
  [
    ['weights', '--base', base, '--tuned', `${checkpointPath('llama-lora')}+think-reflect-revise`],
    'without a safeguard around them',
  ],
])('%j is refused', (args, message) => {
  const { stderr, status } = glens(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
