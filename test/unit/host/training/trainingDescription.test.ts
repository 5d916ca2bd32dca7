import { describe, expect, it } from 'vitest';
import { estimateProgress } from '../../../../src/host/training/estimateProgress';
import { pathFrom, withCountdown } from '../../../../src/host/training/presetConfig';
import { endText, trainingDescription } from '../../../../src/host/training/trainingDescription';
import type { TrainingStatus } from '../../../../src/protocol/training';
import { generatedRun } from '../../../support/generatedRun';

describe('an estimate of the time left', () => {
  it('is that of the newest ten steps', () => {
    const log = Array.from({ length: 30 }, (_, i) => ({ step: i + 1, step_time: i < 20 ? 100 : 2 }));
    expect(estimateProgress({ log, step: 30, maxSteps: 50 })).toMatchObject({ secondsLeft: 40 });
  });

  it('is not made without a single time', () => {
    const nothing = { phase: null, tokensPerSecond: null, secondsLeft: null };
    expect(estimateProgress({ log: [{ step: 1, reward: 1 }], step: 1, maxSteps: 5 })).toEqual(nothing);
  });
});

describe('a run in few words', () => {
  const facts = generatedRun({ step: 42, maxSteps: 200 });
  const progress = { phase: null, tokensPerSecond: null, secondsLeft: 700 };
  const described = (status: TrainingStatus): string =>
    trainingDescription({ facts: { ...facts, status }, progress, pending: null, job: null, trusted: true });

  it('tells algorithm, steps, and time left or how it ended', () => {
    expect(described('running')).toBe('GRPO · 42 of 200 · 12 min left');
    expect(described('halted')).toBe('GRPO · 42 of 200 · halted');
  });

  it('tells at the end what happened, with the reason', () => {
    expect(endText({ ...facts, status: 'finished' })).toBe(
      'arithmetic: training has finished after 42 steps.',
    );
    expect(endText({ ...facts, status: 'halted', reason: 'KL is 12.' })).toMatch(
      /by itself after 42 of 200 steps: KL/,
    );
  });
});

describe('a new configuration', () => {
  it('names files relative to itself', () => {
    expect(pathFrom('/w/x.train.json', '/w/models/base')).toBe('models/base');
    expect(pathFrom('/w/runs/x.train.json', '/w/models/base')).toBe('../models/base');
  });

  it('puts Countdown and its verifier in the place of arithmetic', () => {
    const text = withCountdown(
      '{"model":"m","data":{"type":"arithmetic"},"rewards":[{"verifier":"number"}]}',
    );
    expect(JSON.parse(text)).toMatchObject({
      model: 'm',
      data: { type: 'countdown' },
      rewards: [{ verifier: 'countdown' }],
    });
  });
});
