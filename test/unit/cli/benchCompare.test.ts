// `bench compare` as a user runs it: a whole comparison beside the generation bench in one run.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkpointPath, cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();

function rowsOf(stdout: string): { readonly label: string; readonly value: number; readonly unit: string }[] {
  return [...stdout.matchAll(/^(\S.*?) {2,}([\d.]+) {0,2}(\S*)$/gmu)].map(
    ([, label = '', value = '', unit = '']) => ({
      label,
      value: Number(value),
      unit,
    }),
  );
}

test.each([
  ['with an adapter', ['--tuned', checkpointPath('llama-lora')]],
  ['with itself', []],
])('compares a checkpoint %s, and says how the rates compare', (_, more) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[cliPath, 'bench', 'compare', '--model', checkpointPath('llama'), ...more],
      ...['--prompts', '6', '--new-tokens', '5', '--batch-size', '4'],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const rows = rowsOf(stdout);
  const value = (label: string, unit: string): number =>
    rows.find((row) => row.label === label && row.unit === unit)?.value ?? Number.NaN;
  const tokens = value('answered tokens', '');
  expect(tokens).toBeGreaterThan(0);
  expect(tokens).toBeLessThanOrEqual(2 * 6 * 5);
  const seconds = value('whole comparison', 's');
  expect(value('of it, answering', 's')).toBeLessThanOrEqual(seconds);
  const rate = value('whole comparison', 'tokens/s');
  const bench =
    (value('bench, batch 4, before', 'tokens/s') + value('bench, batch 4, after', 'tokens/s')) / 2;
  // Up to what the table rounds.
  expect(Math.abs(rate - tokens / seconds) / rate).toBeLessThan(0.05);
  expect(Math.abs(value('whole comparison against the bench', 'times') - rate / bench)).toBeLessThan(0.02);
});
