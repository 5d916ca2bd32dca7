// `fit` through the bundle, and the safeguard behind a checkpoint.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const subject = 'built-in:glens-tiny-sft-harmless';

function glens(...args: string[]) {
  return spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
}

test('what it writes is named behind the checkpoint', () => {
  const out = join(folder, 'usl');
  const made = glens(
    ...['fit', subject, '--method', 'usl', '--suite', 'built-in', '--limit', '4', '--samples', '1'],
    ...['--max-new-tokens', '24', '--set', 'width=4', '--out', out],
  );
  expect(made.status, made.stderr).toBe(0);
  expect(made.stdout).toMatch(/^Fitted on \d+ answers, \d+ of them unsafe\.$/mu);
  expect(made.stdout).toContain(`glens-tiny-sft-harmless+usl:folder=${out}`);
  const asked = glens('generate', `${subject}+usl:folder=${out},delta=0.2`, 'Hello', '--max-new-tokens', '4');
  expect(asked.status, asked.stderr).toBe(0);
});

test.each([
  [
    ['generate', 'endpoint:m@http://127.0.0.1:9/v1+usl:folder=x', 'Hello'],
    'a server shows no states of its model',
  ],
  [['serve', `${subject}+usl:folder=x`], 'acts in the steps of one checkpoint'],
  [['generate', `${subject}+usl:folder=x,size=1`, 'Hello'], 'Its options are: folder, delta, eta, steps.'],
])('%j is refused', (args, message) => {
  const { status, stderr } = glens(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});

test('help says what can be set, of the fit and behind the checkpoint', () => {
  expect(glens('fit', '--help').stdout).toMatch(
    /usl: predicts from[^]*delta: [^]*Limit: [^]*--set of usl:[^]*width: /u,
  );
});
