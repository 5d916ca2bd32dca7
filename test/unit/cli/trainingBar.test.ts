// The line that a training run draws.
import { expect, test } from 'vitest';
import type { TrainingProgress } from '../../../src/protocol/training';
import { shortNumber, TrainingBar, trainingLine } from '../../../src/cli/trainingBar';

const progress: TrainingProgress = {
  phase: 'rollout',
  step: 25,
  maxSteps: 100,
  tokensPerSecond: 123.4,
  secondsLeft: 75,
  log: null,
};

test('share, phase, the metrics that there are, speed and time left', () => {
  expect(trainingLine(progress, { reward: 0.5, kl: 0.0004 })).toBe(
    '[######------------------]  25/100  completions  reward 0.500  kl 4.0e-4  123 tok/s  1 min 15 s left',
  );
});

test('numbers keep three or so digits', () => {
  expect([0, 0.5, 12.34, 250, 0.001].map(shortNumber)).toEqual(['0.000', '0.500', '12.3', '250', '1.0e-3']);
});

test('a terminal sees the newest metrics at once; a log file one line in ten seconds', () => {
  let now = 0;
  const lines = { terminal: [] as string[], file: [] as string[] };
  const terminal = new TrainingBar({ isTTY: true, write: (text) => lines.terminal.push(text) }, () => now);
  const file = new TrainingBar({ write: (text) => lines.file.push(text) }, () => now);
  for (let step = 0; step < 30; step++) {
    now += 1000;
    const log = step === 7 ? { step, reward: 0.25 } : null;
    for (const bar of [terminal, file]) bar.show({ ...progress, step, log });
  }
  expect(lines.terminal).toHaveLength(30);
  expect(lines.terminal[8]).toContain('reward 0.250');
  expect(lines.file).toHaveLength(3);
  expect(lines.file[1]).toContain('reward 0.250');
});
