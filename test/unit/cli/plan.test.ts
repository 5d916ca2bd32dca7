// `compare --plan` says what a comparison would find and cost, and makes no file.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonForecast } from '../../../src/protocol/forecast';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const out = join(folder, 'none.glens');

interface Planned {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function plan(...more: string[]): Planned {
  const sides = ['--base', checkpointPath('llama'), '--tuned', checkpointPath('llama-lora')];
  const common = ['--limit', '6', '--max-new-tokens', '8', '--out', out, '--plan'];
  return spawnSync(process.execPath, [cliPath, 'compare', ...sides, ...common, ...more], {
    encoding: 'utf8',
  });
}

test('names prompts, changes that would be found, time and memory', () => {
  const { stdout, status } = plan(
    '--pilot',
    '2',
    '--attack',
    'none',
    '--attack',
    'prefix-injection',
    '--json',
  );
  expect(status).toBe(0);
  const forecast = JSON.parse(stdout) as ComparisonForecast;
  const [harmful, benign] = forecast.kinds;
  expect(harmful).toMatchObject({ kind: 'harmful', benchmarks: 5, prompts: 30, attacks: 2, samples: 1 });
  expect(benign).toMatchObject({ kind: 'benign', benchmarks: 1, prompts: 6 });
  expect(forecast).toMatchObject({ responses: 2 * 2 * 36, pilot: 12 });
  expect(forecast.seconds).toBeGreaterThan(0);
  expect(forecast.memory).toBeGreaterThan(1e5);
  expect(existsSync(out)).toBe(false);
});

test('says it in words, without a pilot too', () => {
  const { stdout, stderr } = plan('--pilot', '0');
  expect(stderr).toMatch(/Weights in exact: about .* of memory, \d+ s/);
  expect(stderr).toMatch(/Time: 72 answers of \d+ to \d+ tokens, by products of \d+ rows/);
  expect(stdout).toContain('30 different prompts of 5 benchmarks');
  expect(stdout).toContain('Base in the pilot: not measured');
  expect(stdout).toMatch(
    /Prompts that a change of 2 pp needs: \d+ if nothing else flips, [\d,]+ with chance flips/,
  );
  expect(stdout).toContain('72 answers in all.');
});
