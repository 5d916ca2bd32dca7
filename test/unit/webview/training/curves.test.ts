import { describe, expect, it } from 'vitest';
import type { ProbePoint } from '../../../../src/protocol/training';
import { changeText } from '../../../../webview/charts/readout';
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

describe('changes to the start', () => {
  it('are those that were measured in pairs, with their intervals, where there are any', () => {
    const { steps, charts } = curvesOf({
      log: [
        { step: 0, eval_accuracy: 0.25 },
        {
          step: 20,
          reward: 0.5,
          eval_accuracy: 0.5,
          eval_accuracy_delta: 0.25,
          eval_accuracy_delta_low: 0.1,
          eval_accuracy_delta_high: 0.4,
        },
      ],
      probes: [probe(0, 18), { ...probe(20, 15), delta: { value: -0.15, low: -0.3, high: 0.02 } }],
      accuracyOf: { reward: 'number', threshold: 1 },
    });
    const of = (id: string) => {
      const chart = charts.find((known) => known.id === id);
      const [curve] = chart?.curves ?? [];
      if (chart === undefined || curve === undefined) throw new Error(`no chart ${id}`);
      return steps.map((_, index) => changeText(curve, index, chart.unit));
    };
    expect(charts.find(({ id }) => id === 'accuracy')?.title).toBe('Held-out accuracy (number)');
    expect(of('accuracy')).toEqual([null, 'Δ +25.0 pp [+10.0, +40.0]']);
    expect(of('probe')).toEqual([null, 'Δ −15.0 pp [−30.0, +2.0]']);
    expect(of('reward')).toEqual([null, null]);
    // None of the figures behind them is a curve of its own.
    expect(charts.map(({ id }) => id)).toEqual(['reward', 'probe', 'accuracy']);
  });

  it('follow from the values elsewhere', () => {
    const { charts } = curvesOf({
      log: [1, 2, 3].map((step) => ({ step, reward: 0.5 - step / 8 })),
      probes: [],
    });
    const [curve] = charts[0]?.curves ?? [];
    expect(curve && [0, 1, 2].map((index) => changeText(curve, index, 'number'))).toEqual([
      null,
      'Δ −0.125',
      'Δ −0.250',
    ]);
  });

  it('every reward function has a curve on the held-out prompts', () => {
    const entry = (step: number, more: object) => ({
      step,
      'eval_rewards/number/mean': 0,
      'eval_rewards/format/mean': step === 0 ? 0.2 : 0.9,
      ...more,
    });
    const delta = { 'eval_rewards/format/delta': 0.7 };
    const limits = { 'eval_rewards/format/delta_low': 0.5, 'eval_rewards/format/delta_high': 0.8 };
    const { charts } = curvesOf({ log: [entry(0, {}), entry(5, { ...delta, ...limits })], probes: [] });
    expect(charts.map(({ id, curves }) => [id, curves.map(({ label }) => label)])).toEqual([
      ['heldOutRewards', ['number', 'format']],
    ]);
    expect(charts[0]?.curves[1]?.changes?.[1]).toBe('+0.700 [+0.500, +0.800]');
  });
});
