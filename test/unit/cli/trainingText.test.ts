// What a run says at its end.
import { expect, test } from 'vitest';
import { trainingText } from '../../../src/cli/trainingText';
import { generatedRun } from '../../support/generatedRun';

const finished = { ...generatedRun({ step: 100, maxSteps: 100 }), status: 'finished' } as const;

test('remarks stand below how it ended, their control characters visible', () => {
  const remarks = ['3 of 9 prompts have more than 512 tokens and are left out.', 'a\u001b[31mred'];
  const lines = trainingText({ ...generatedRun(), remarks }).split('\n');
  expect(lines[1]).toBe(`note: ${remarks[0]}`);
  expect(lines[2]).toMatch(/^note: a/);
  expect(lines[2]).not.toContain('\u001b');
});

test('the best checkpoint comes with its figure, and with what picking by it does', () => {
  const best = finished.checkpoints.find((checkpoint) => checkpoint.best);
  const log = finished.log.map((entry) =>
    entry.step === best?.step ? { ...entry, eval_accuracy: 0.8125 } : entry,
  );
  expect(trainingText({ ...finished, log })).toMatch(
    /Best checkpoint: .*checkpoint-100 \(held-out accuracy 81\.3%; .*optimistic\)/,
  );
});

test('remarks are notes; a run that was stopped says how to go on', () => {
  const stopped = { ...finished, status: 'stopped', remarks: ['3 prompts are left out.'] } as const;
  const text = trainingText(stopped);
  expect(text).toContain('note: 3 prompts are left out.\n');
  expect(text).toContain(`Go on with: guardrail-lens train ${finished.folder} --resume`);
  expect(trainingText(finished)).not.toContain('--resume');
});
