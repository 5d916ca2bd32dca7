import { describe, expect, it } from 'vitest';
import type { ProbePoint } from '../../../../src/protocol/training';
import { curvesOf } from '../../../../webview/training/curves/curves';
import { mergedLog } from '../../../../webview/training/curves/mergedLog';
import { generatedRun } from '../../../support/generatedRun';

const probe = (step: number, handledWell: number, n = 20): ProbePoint => ({
  step,
  kind: 'harmful',
  handledWell,
  n,
  low: 0.4,
  high: 0.8,
  delta: null,
});

describe('the curves of a run', () => {
  it('puts the probes on the axis of the log, whether or not a step logged anything', () => {
    const { steps, charts } = curvesOf({
      log: [
        { step: 10, reward: 0.2 },
        { step: 20, reward: 0.4 },
      ],
      probes: [probe(0, 18), probe(20, 15)],
    });
    expect(steps).toEqual([0, 10, 20]);
    expect(charts.map(({ id, curves }) => [id, curves.map(({ values }) => values)])).toEqual([
      ['reward', [[null, 0.2, 0.4]]],
      ['probe', [[0.9, null, 0.75]]],
    ]);
  });

  it('draws the spread around the reward, and none where it was not logged', () => {
    const [reward] = curvesOf({
      log: [
        { step: 1, reward: 0.5, reward_std: 0.2 },
        { step: 2, reward: 0.6 },
      ],
      probes: [],
    }).charts;
    expect(reward?.curves[0]?.band).toEqual({ kind: 'spread', low: [0.3, null], high: [0.7, null] });
  });

  it('never counts a probe without a single scored answer as a rate', () => {
    const { charts } = curvesOf({ log: [], probes: [probe(0, 0, 0), probe(5, 10)] });
    expect(charts[0]?.curves[0]?.values).toEqual([null, 0.5]);
  });

  it('leaves nothing out: a metric that no chart knows gets one of its own', () => {
    const log = [{ step: 1, reward: 1, 'my/metric': 3, epoch: 0.1 }];
    const shown = curvesOf({ log, probes: [] }).charts.map(({ id, place }) => [id, place]);
    expect(shown).toEqual([
      ['reward', 'main'],
      ['other:my/metric', 'other'],
    ]);
  });

  it('draws one curve per reward function where there are several', () => {
    const two = curvesOf({
      log: [{ step: 1, reward: 1, 'rewards/number/mean': 0.8, 'rewards/format/mean': 0.2 }],
      probes: [],
    });
    const functions = two.charts.find(({ id }) => id === 'rewardFunctions');
    expect(functions?.curves.map(({ label, values }) => [label, values])).toEqual([
      ['number', [0.8]],
      ['format', [0.2]],
    ]);
    const one = curvesOf({ log: [{ step: 1, reward: 1, 'rewards/number/mean': 1 }], probes: [] });
    expect(one.charts.map(({ id }) => id)).toEqual(['reward']);
  });

  it('takes what is no number for missing', () => {
    const [loss] = curvesOf({
      log: [
        { step: 1, loss: 2 },
        { step: 2, loss: Number.NaN },
      ],
      probes: [],
    }).charts;
    expect(loss?.curves[0]?.values).toEqual([2, null]);
  });

  it('draws every chart of the panel from a whole run', () => {
    const ids = curvesOf(generatedRun()).charts.map(({ id }) => id);
    for (const id of ['reward', 'probe', 'accuracy', 'kl', 'entropy', 'length', 'clip', 'grad', 'speed'])
      expect(ids).toContain(id);
  });
});

describe('the merged log', () => {
  it('has one row per step, in order, with the later value', () => {
    const rows = mergedLog([
      { step: 2, loss: 1 },
      { step: 1, loss: 3 },
      { step: 2, eval_accuracy: 0.5, loss: 2 },
    ]);
    expect(rows).toEqual([
      { step: 1, loss: 3 },
      { step: 2, loss: 2, eval_accuracy: 0.5 },
    ]);
  });
});
