// Rotation leaves the newest, the best, and those that are wanted.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepCheckpoint, keepReferred } from '../../../../../src/engine/training/checkpoint/keptCheckpoints';
import { rotateCheckpoints } from '../../../../../src/engine/training/checkpoint/saveCheckpoint';
import { runFile } from '../../../../../src/protocol/training';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();

function runOf(name: string, steps: readonly number[]): string {
  const run = join(folder, name);
  for (const step of steps) mkdirSync(join(run, `checkpoint-${step}`), { recursive: true });
  writeFileSync(join(run, runFile), '{}');
  return run;
}

const stepsOf = (run: string): string[] =>
  readdirSync(run)
    .filter((name) => name.startsWith('checkpoint-'))
    .sort();

test('what the user asked for and what a comparison refers to is not rotated away', async () => {
  const run = runOf('wanted', [1, 2, 3, 4, 5, 6]);
  await keepCheckpoint(run, 2);
  await keepReferred(join(run, 'checkpoint-3'));
  await rotateCheckpoints(run, 1, 4);
  expect(stepsOf(run)).toEqual(['checkpoint-2', 'checkpoint-3', 'checkpoint-4', 'checkpoint-6']);
});

test('only checkpoints of runs are marked', async () => {
  const elsewhere = join(folder, 'elsewhere', 'checkpoint-7');
  mkdirSync(elsewhere, { recursive: true });
  await keepReferred(elsewhere);
  expect(readdirSync(elsewhere)).toEqual([]);
  const run = runOf('gone', [1]);
  await keepCheckpoint(run, 9);
  expect(stepsOf(run)).toEqual(['checkpoint-1']);
});
