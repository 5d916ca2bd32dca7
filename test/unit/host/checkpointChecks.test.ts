import { expect, test } from 'vitest';
import { CheckpointChecks } from '../../../src/host/checkpoints/checkpointChecks';
import type { CheckpointEntry } from '../../../src/host/checkpoints/checkpointEntry';
import { GuardrailError } from '../../../src/protocol/errors';

function entry(name: string, more: Partial<CheckpointEntry> = {}): CheckpointEntry {
  return {
    ...{ path: `/m/${name}`, name, kind: 'model', basePath: null, baseName: null },
    ...{ run: null, step: null, added: false, builtIn: false },
    ...more,
  };
}

const broken = new GuardrailError('checkpointCorrupt', '/m/bad is cut off.', 'Copy it again.');

/** Checks over checkpoints of which those in `bad` cannot be opened; `opened` lists the attempts. */
function fakeChecks(bad: Set<string>): { checks: CheckpointChecks; opened: string[] } {
  const opened: string[] = [];
  const checks = new CheckpointChecks(({ name }) => {
    opened.push(name);
    return bad.has(name) ? Promise.reject(broken) : Promise.resolve(null);
  });
  return { checks, opened };
}

test('one that cannot be opened carries the reason, the others nothing', async () => {
  const { checks } = fakeChecks(new Set(['bad']));
  const entries = [entry('good'), entry('bad')];
  expect(checks.described(entries)).toEqual(entries);
  expect(await checks.check(entries)).toBe(true);
  expect(checks.described(entries)).toMatchObject([
    entries[0],
    { name: 'bad', problem: { message: broken.message, advice: broken.advice } },
  ]);
  expect(checks.described(entries)[0]).not.toHaveProperty('problem');
});

test('a good one is opened once, a bad one again, until its files are there', async () => {
  const bad = new Set(['late']);
  const { checks, opened } = fakeChecks(bad);
  const entries = [entry('good'), entry('late')];
  await checks.check(entries);
  expect(await checks.check(entries)).toBe(false);
  bad.clear();
  expect(await checks.check(entries)).toBe(true);
  expect(opened).toEqual(['good', 'late', 'late', 'late']);
  expect(checks.described(entries)).toEqual(entries);
});

test('built-in ones and adapters without a base are not opened', async () => {
  const { checks, opened } = fakeChecks(new Set());
  await checks.check([entry('own', { builtIn: true }), entry('alone', { kind: 'adapter' })]);
  expect(opened).toEqual([]);
});

test('a check that a later one has overtaken tells nothing', async () => {
  const { checks } = fakeChecks(new Set(['bad']));
  const [first, second] = [checks.check([entry('bad')]), checks.check([entry('bad')])];
  expect(await Promise.all([first, second])).toEqual([false, true]);
});
