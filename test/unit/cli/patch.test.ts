// `patch` through the bundle: a curve whose checkpoints are columns of one comparison.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PatchResult } from '../../../src/protocol/safeguards';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const both = [checkpointPath('llama-lora'), '--with', checkpointPath('llama-lora-rslora')];

function glens(...args: string[]) {
  return spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
}

test('a curve is the columns of a comparison', () => {
  const out = join(folder, 'curve');
  const made = glens('patch', ...both, '--method', 'slerp', '--weight', '0,0.5', '--out', out, '--json');
  expect(made.status, made.stderr).toBe(0);
  const { checkpoints, overlap } = JSON.parse(made.stdout) as PatchResult;
  expect(overlap).toBeNull();
  expect(readdirSync(out).sort()).toEqual(['weight-0', 'weight-0.5']);
  const path = join(folder, 'curve.glens');
  const compared = glens(
    ...['compare', '--base', checkpointPath('llama'), '--tuned', ...checkpoints.map((one) => one.path)],
    ...['--suite', 'glens-cybercrime', '--limit', '2', '--max-new-tokens', '2', '--out', path, '--json'],
  );
  expect(compared.status, compared.stderr).toBe(0);
  expect(compared.stdout).toContain('weight-0.5');
});

test('a refusal patch prints its overlap', () => {
  const out = join(folder, 'patched');
  const { stdout, stderr, status } = glens(
    ...['patch', ...both, '--method', 'refusal-patch', '--weight', '1', '--out', out],
  );
  expect(status, stderr).toBe(0);
  expect(stdout).toContain('overlap with W');
  expect(stdout).toContain(`weight 1: ${out} (peft)`);
  expect(readFileSync(join(out, 'safeguard.json'), 'utf8')).toContain('"refusal-patch"');
});

test.each([
  [['--method', 'linear', '--weight', '0.5', '--density', '0.2'], 1, /safeguard linear are wrong.*density/],
  [['--method', 'linear', '--weight', '0.5,0.5'], 2, /named twice/],
  [['--method', 'average', '--weight', '0.5'], 2, /Allowed choices are linear, slerp, ties, refusal-patch/],
] as const)('%j is refused', (args, code, message) => {
  const { stderr, status } = glens('patch', ...both, ...args, '--out', join(folder, 'none'));
  expect(status).toBe(code);
  expect(stderr).toMatch(message);
});

test('help says what each method is, where it is from and where it ends', () => {
  const { stdout } = glens('patch', '--help');
  expect(stdout).toMatch(
    /ties: keeps the largest numbers[^]*arXiv 2410\.07571; adapted here[^]*density: [^]*Limit: /,
  );
});
