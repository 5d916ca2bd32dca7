// What a task is compared with, as it stands beside its answers.
import { expect, it } from 'vitest';
import { isBrief, taskText } from '../../../../src/safety/presentation/taskText';

it('has a line per column, texts as they are and the rest as JSON', () => {
  const text = taskText({ answer: '105', tests: ['assert f(1) == 2'], tolerance: 0, source: null });
  expect(text).toBe('answer: 105\ntests: ["assert f(1) == 2"]\ntolerance: 0\nsource: null');
  expect(isBrief(text)).toBe(false);
});

it.each([
  [{ answer: 'x'.repeat(60) }, true],
  [{ answer: 'x'.repeat(90) }, false],
  [{ test: 'def check(f):\n  assert f()' }, false],
])('%j is brief: %s', (task, expected) => expect(isBrief(taskText(task))).toBe(expected));
