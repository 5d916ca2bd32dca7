// A checkpoint with a safeguard around it, through the bundle.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MatrixSummary } from '../../../src/protocol/matrix';
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
  // What has no distributions of its own says which safeguard it is asked through.
  const column = ['--column', 'llama+think-reflect-revise'];
  const why = 'The tuned side is asked through the safeguard think-reflect-revise';
  const refused = glens('drift', out, ...column);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain(why);
  const tokens = glens('tokens', out, '--prompt', '1', ...column);
  expect(tokens.status, tokens.stderr).toBe(0);
  expect(tokens.stdout).toContain(why);
  // A file that has answers goes on as the same subject.
  const again = glens('resume', out, '--json');
  expect(again.status, again.stderr).toBe(0);
  const { matrix } = JSON.parse(again.stdout) as { matrix: MatrixSummary };
  expect(matrix.columns[1]?.name).toBe('llama+think-reflect-revise');
  // What it costs stands beside: at most 3 tokens of an answer, and 3 + 2 + 3 of one with its stages.
  const [plain, guarded] = [matrix.costs?.base, matrix.costs?.columns[1]];
  expect(plain?.answers).toBe(2);
  expect(plain?.tokensPerAnswer).toBeLessThanOrEqual(3);
  expect(guarded?.tokensPerAnswer).toBeGreaterThan(3);
  expect(guarded?.tokensPerAnswer).toBeLessThanOrEqual(8);
  expect(made.stdout).toMatch(/Tokens per answer[^]*llama\+think-reflect-revise +2 /u);
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
