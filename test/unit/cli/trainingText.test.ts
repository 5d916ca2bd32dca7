// What a finished run says on a terminal.
import { expect, test } from 'vitest';
import { trainingText } from '../../../src/cli/trainingText';
import { generatedRun } from '../../support/generatedRun';

test('remarks stand below how it ended, their control characters visible', () => {
  const remarks = ['3 of 9 prompts have more than 512 tokens and are left out.', 'a\u001b[31mred'];
  const lines = trainingText({ ...generatedRun(), remarks }).split('\n');
  expect(lines[1]).toBe(`note: ${remarks[0]}`);
  expect(lines[2]).toMatch(/^note: a/);
  expect(lines[2]).not.toContain('\u001b');
});
