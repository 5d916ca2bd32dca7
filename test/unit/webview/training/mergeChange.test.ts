import { describe, expect, it } from 'vitest';
import type { TrainingViewState } from '../../../../src/protocol/trainingPanel';
import { mergeChange } from '../../../../webview/training/mergeChange';
import { generatedRun } from '../../../support/generatedRun';

const state = (step: number): TrainingViewState => ({
  facts: generatedRun({ step }),
  progress: null,
  pending: null,
  job: null,
  trusted: true,
});

function change(to: TrainingViewState, logFrom: number): Parameters<typeof mergeChange>[1] {
  const { facts, ...rest } = to;
  const { log, ...head } = facts;
  return { ...rest, news: { facts: head, logFrom, newLog: log.slice(logFrom) } };
}

describe('news about a run', () => {
  it('adds to the log', () => {
    expect(mergeChange(state(10), change(state(13), 10))).toEqual(state(13));
  });

  it('takes the log back where the run was taken back to a checkpoint', () => {
    expect(mergeChange(state(30), change(state(24), 20))).toEqual(state(24));
  });

  it('leaves the facts themselves alone where only the progress is new', () => {
    const before = state(10);
    const progress = { phase: 'update' as const, tokensPerSecond: 500, secondsLeft: 60 };
    const after = mergeChange(before, { progress, pending: 'stop', job: null, trusted: true, news: null });
    expect(after).toEqual({ ...before, progress, pending: 'stop' });
    expect(after?.facts).toBe(before.facts);
  });

  it('asks for the whole where a piece is missing', () => {
    expect(mergeChange(state(5), change(state(12), 8))).toBeNull();
  });
});
