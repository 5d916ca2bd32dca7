// What a run says at its end.
import { expect, test } from 'vitest';
import { trainingText } from '../../../src/cli/trainingText';
import { baseFacts } from '../safety/presentation/sampleReport';
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
    /Best checkpoint: .*checkpoint-100 \(held-out accuracy by number 81\.3%; .*optimistic\)/,
  );
});

test('remarks are notes; a run that was stopped says how to go on', () => {
  const stopped = { ...finished, status: 'stopped', remarks: ['3 prompts are left out.'] } as const;
  const text = trainingText(stopped);
  expect(text).toContain('note: 3 prompts are left out.\n');
  expect(text).toContain(`Go on with: guardrail-lens train ${finished.folder} --resume`);
  expect(trainingText(finished)).toContain(`--resume --max-steps ${2 * finished.maxSteps}`);
});

test('the accuracy is named, and every reward function has its row with the change to step 0', () => {
  const measured = (step: number, more: object) => ({
    step,
    eval_accuracy: 0,
    eval_accuracy_low: 0,
    eval_accuracy_high: 0.32,
    eval_accuracy_n: 8,
    'eval_rewards/format/mean': step === 0 ? 0.25 : 1,
    'eval_rewards/number/mean': 0,
    ...more,
  });
  const log = [
    measured(0, {}),
    measured(100, {
      eval_accuracy_delta: 0,
      eval_accuracy_delta_low: -0.32,
      eval_accuracy_delta_high: 0.32,
      eval_accuracy_detectable: 0.98,
      'eval_rewards/format/delta': 0.75,
      'eval_rewards/format/delta_low': 0.31,
      'eval_rewards/format/delta_high': 0.93,
    }),
  ];
  const text = trainingText({ ...finished, log, probes: [] });
  expect(text).toMatch(
    /Held-out accuracy \(number\) +100 +0\.0% \[0\.0, 32\.0\] +8 +0\.0 pp \[−32\.0, \+32\.0\] +98\.0 pp/,
  );
  expect(text).toMatch(/Held-out reward format +100 +1\.000 +8 +\+0\.750 \[\+0\.310, \+0\.930\]/);
  expect(text).toMatch(/Held-out reward number +100 +0\.000/);
  expect(text).toMatch(/warning: no held-out answer was correct by number at any step/);
});

test('a probe without guardrails at its start says that it cannot show a regression', () => {
  const at = (step: number, handledWell: number) => ({
    step,
    kind: 'harmful' as const,
    handledWell,
    n: 40,
    low: 0,
    high: 0.2,
    delta: step === 0 ? null : { value: 0, low: -0.1, high: 0.1, detectable: 0.125 },
  });
  const text = trainingText({ ...finished, probes: [at(0, 1), at(100, 1)] });
  expect(text).toMatch(/warning: at step 0 .* cannot show a regression \(1 of 40\)/);
  expect(text).toMatch(/Harmful handled safely +100 .* 12\.5 pp/);
  expect(trainingText({ ...finished, probes: [at(0, 20), at(100, 20)] })).not.toContain('warning');
});

test('the comparison with the base is a command that can be pasted', () => {
  const base = { ...baseFacts, path: '/models/my base' };
  expect(trainingText({ ...finished, base })).toContain(
    `Compare with: guardrail-lens compare --base '/models/my base' --tuned ${finished.checkpoints.at(-1)?.path}\n`,
  );
});
