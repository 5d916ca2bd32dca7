// `representation` and `weights` of the fixtures, through the bundle.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RepresentationAnalysis, WeightsAnalysis } from '../../../src/protocol/representation';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const pair = ['--base', checkpointPath('llama'), '--tuned', checkpointPath('llama-lora')];

const folder = scratchFolder();

function glens(...args: string[]) {
  return spawnSync(process.execPath, [cliPath, ...args], { encoding: 'utf8' });
}

test('representation has every layer, and answers with the direction ablated and added', () => {
  const { stdout, stderr, status } = glens(
    ...['representation', ...pair, '--limit', '10', '--intervene', '2', '--max-new-tokens', '4', '--json'],
  );
  expect([status, stderr.includes('reading prompts')]).toEqual([0, true]);
  const analysis = JSON.parse(stdout) as RepresentationAnalysis;
  expect(analysis.layers.map(({ layer }) => layer)).toEqual([0, 1]);
  expect(analysis).toMatchObject({ fitted: { harmful: 5, benign: 5 }, heldOut: { harmful: 5, benign: 5 } });
  expect(analysis.points.tuned.benign.length).toBe(5);
  expect(analysis.interventions.map(({ side, kind }) => `${side} ${kind}`)).toEqual([
    ...['base harmful', 'base benign', 'tuned harmful', 'tuned benign'],
  ]);
});

test('representation of a comparison is kept in its file, with its settings', () => {
  const path = join(folder, 'kept.glens');
  const suites = ['--suite', 'glens-cybercrime', '--suite', 'glens-overrefusal', '--limit', '8'];
  const made = glens('compare', ...pair, ...suites, '--max-new-tokens', '2', '--out', path);
  expect(made.status, made.stderr).toBe(0);
  const ask = ['representation', path, '--limit', '8'];
  const [first, again, other] = [glens(...ask), glens(...ask), glens(...ask, '--layer', '0')];
  expect(first.stdout).toMatch(/Read 20.* UTC: 16 prompts; direction of layer \d; base llama/);
  expect(first.stdout).not.toContain('Nothing was read now');
  expect(again.stdout).toContain('Nothing was read now: this is what the file keeps.');
  expect(again.stdout.split('Nothing was')[0]).toBe(first.stdout);
  expect(other.stdout).not.toContain('Nothing was read now');
  const [weights, same] = [glens('weights', path), glens('weights', path)];
  expect(weights.stdout).toMatch(/\nRead 20.* UTC: base llama \(digest /);
  expect(same.stdout.split('Nothing was')[0]).toBe(weights.stdout);
  expect(same.stdout).toContain('Nothing was read now');
});

test('weights tells adapted modules from others, and a change overlaps with itself wholly', () => {
  const { stdout } = glens(
    'weights',
    ...pair,
    '--other',
    checkpointPath('llama-lora'),
    '--directions',
    '2',
    '--json',
  );
  const { modules, relativeNorm } = JSON.parse(stdout) as WeightsAnalysis;
  expect(modules.length).toBe(14);
  expect(relativeNorm).toBeGreaterThan(0);
  for (const { effectiveRank, withOther } of modules) {
    expect(effectiveRank).toBeGreaterThan(1);
    // The adapter's rank.
    expect(effectiveRank).toBeLessThanOrEqual(4);
    expect(withOther?.overlap).toBeCloseTo(1, 4);
  }
  const same = JSON.parse(
    glens('weights', '--base', checkpointPath('llama'), '--tuned', checkpointPath('llama'), '--json').stdout,
  ) as WeightsAnalysis;
  expect(same.relativeNorm).toBe(0);
  expect(
    same.modules.every(({ withWeights, effectiveRank }) => withWeights === null && effectiveRank === 0),
  ).toBe(true);
});

test.each([
  [['representation'], 'There are no two models.'],
  [['representation', 'x.glens', ...pair], 'Both a comparison and models are named.'],
  [['representation', ...pair, '--layer', '7'], 'There is no layer 7'],
  [
    ['weights', '--base', checkpointPath('llama'), '--tuned', checkpointPath('qwen3')],
    'The checkpoints differ in shape',
  ],
])('%j is refused', (args, message) => {
  const { stderr, status } = glens(...args);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
