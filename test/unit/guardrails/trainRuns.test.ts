// Runs of the experiment that end in different ways.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { secondsOf, trainRun, type PlannedRun } from '../../../src/build/guardrails/trainRuns';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const run: PlannedRun = {
  name: 'grpo-sums',
  algorithm: 'grpo',
  domain: 'sums',
  config: join(folder, 'grpo-sums.train.json'),
};
const facts = { folder: join(folder, 'grpo-sums'), step: 20, log: [], reason: null };

it('names the last checkpoint of a run that finished', () => {
  const { adapter, reason } = trainRun(run, () => ({ ...facts, status: 'finished' }));
  expect(adapter).toBe(join(folder, 'grpo-sums', 'checkpoint-20'));
  expect(reason).toBeNull();
});

it('says of a run that did not finish why', () => {
  const halted = trainRun(run, () => ({
    ...facts,
    status: 'halted',
    step: 7,
    reason: 'The KL is too high.',
  }));
  expect(halted.adapter).toBeNull();
  expect(halted.reason).toContain('step 7: The KL is too high.');
  const failed = trainRun(run, () => {
    throw new Error('out of memory');
  });
  expect(failed).toMatchObject({ adapter: null, reason: 'out of memory', log: [] });
});

it('measures what a run would take only before it has begun, and goes on with one that has', () => {
  const asked: (readonly string[])[] = [];
  const cli = (...args: readonly string[]): unknown => {
    asked.push(args);
    return { ...facts, status: 'finished', seconds: { asSeen: 12 } };
  };
  expect(secondsOf(run, cli)).toBe(12);
  mkdirSync(facts.folder);
  writeFileSync(join(facts.folder, 'run.json'), '{}');
  expect(secondsOf(run, cli)).toBe(0);
  trainRun(run, cli);
  expect(asked).toEqual([
    ['train', run.config, '--dry-run'],
    ['train', run.config, '--resume'],
  ]);
});
