// Curves as they are looked at: smoothed, on a logarithmic axis, with other runs.
import { describe, expect, it } from 'vitest';
import type { Chart, Curve, Values } from '../../../../webview/charts/chart';
import { curvesOf } from '../../../../webview/training/curves/curves';
import { logCharts } from '../../../../webview/training/curves/logCharts';
import { overlaidCurves } from '../../../../webview/training/curves/overlaidCurves';
import { smoothed, smoothedCharts } from '../../../../webview/training/curves/smoothedCharts';
import { generatedRun } from '../../../support/generatedRun';

const curve = (values: Values, more: Partial<Curve> = {}): Curve => ({
  ...{ label: 'one', colour: 'blue', values, band: null, sparse: false, dashed: false, notes: null },
  ...more,
});

const chart = (curves: readonly Curve[], more: Partial<Chart> = {}): Chart => ({
  ...{ id: 'one', title: 'One', hint: '', unit: 'number', range: null, place: 'small', curves },
  ...more,
});

describe('smoothing', () => {
  it('is a weighted mean of what was, the nearer the heavier, without a bias to the start', () => {
    const weight = 0.6;
    const values = [3, 1, 4, 1, 5];
    const direct = values.map((_, t) => {
      const weights = values.slice(0, t + 1).map((__, i) => weight ** (t - i));
      const sum = weights.reduce((total, w, i) => total + w * (values[i] ?? 0), 0);
      return sum / weights.reduce((total, w) => total + w, 0);
    });
    const found = smoothed(values, weight);
    for (const [t, value] of direct.entries()) expect(found[t]).toBeCloseTo(value, 12);
  });

  it('passes over steps without a value, and leaves a constant as it is', () => {
    expect(smoothed([2, null, 2, null], 0.9)).toEqual([2, null, expect.closeTo(2, 12), null]);
    expect(smoothed([null, 7], 0.99)[1]).toBeCloseTo(7, 12);
  });

  it('keeps what was logged beside it, and touches neither evaluations nor limits', () => {
    const charts = [chart([curve([1, 3]), curve([1, 3], { sparse: true }), curve([5, 5], { limit: true })])];
    const [first, second, third] = smoothedCharts(charts, 0.5)[0]?.curves ?? [];
    expect(first?.raw).toEqual([1, 3]);
    expect(first?.values[1]).toBeCloseTo((0.5 * 1 + 3) / 1.5, 12);
    expect([second?.values, second?.raw, third?.raw]).toEqual([[1, 3], undefined, undefined]);
    expect(smoothedCharts(charts, 0)).toBe(charts);
  });
});

describe('a logarithmic axis', () => {
  it('says how many values it has no place for', () => {
    const [shown] = logCharts([chart([curve([0, 1, -2, null, 10])])]);
    expect(shown?.scale).toBe('log');
    expect(shown?.curves[0]?.values).toEqual([null, 1, null, null, 10]);
    expect(shown?.note).toContain('2 values of 0 or below are not drawn');
    const [all] = logCharts([chart([curve([1, 2])], { note: 'A note.' })]);
    expect(all?.note).toBe('A note.');
  });

  it('counts what was logged, not what smoothing made of it', () => {
    const [shown] = logCharts(smoothedCharts([chart([curve([-1, 5, 5])])], 0.5));
    expect(shown?.note).toContain('1 value of 0 or below is not drawn');
  });

  it('is not for shares, changes, and charts without a value above 0', () => {
    const share = chart([curve([0.5])], { unit: 'share', range: [0, 1] });
    const [kept, none] = logCharts([share, chart([curve([0, -1])])]);
    expect(kept).toBe(share);
    expect(none?.scale).toBeUndefined();
    expect(none?.note).toContain('stays linear');
  });

  it('ends an area where the axis ends', () => {
    const band = { kind: 'spread', low: [-1, 0.5], high: [3, 2] } as const;
    const [shown] = logCharts([chart([curve([1, 1.5], { band })])]);
    expect(shown?.curves[0]?.band?.low).toEqual([1, 1]);
    expect(shown?.curves[0]?.band?.high).toEqual([3, 2]);
  });
});

describe('other runs', () => {
  const own = curvesOf(generatedRun({ step: 60 }));
  const other = generatedRun({ step: 90, seed: 3, every: 7 });
  const laid = overlaidCurves(own, 'mine', [{ folder: '/b', name: 'theirs', facts: other }]);
  const find = (id: string) => laid.charts.find((one) => one.id === id);

  it('stand on the steps of all, each value at its own', () => {
    expect(laid.steps).toEqual([...new Set([...own.steps, ...curvesOf(other).steps])].sort((a, b) => a - b));
    const theirs = find('reward')?.curves[1];
    for (const entry of other.log) {
      expect(theirs?.values[laid.steps.indexOf(entry.step)]).toBe(entry['reward']);
    }
    const mine = find('reward')?.curves[0];
    expect(mine?.values.filter((value) => value !== null)).toHaveLength(60);
  });

  it('are told apart by colour and name, curves within a chart by dashes', () => {
    const curves = find('probe')?.curves ?? [];
    expect(curves.map(({ label, colour, dashed }) => [label.split(':')[0], colour, dashed])).toEqual([
      ['mine', 'blue', false],
      ['mine', 'blue', true],
      ['theirs', 'yellow', false],
      ['theirs', 'yellow', true],
    ]);
    expect(find('reward')?.curves.map(({ label }) => label)).toEqual(['mine', 'theirs']);
  });

  it('keep intervals, and no spread', () => {
    expect(find('probe')?.curves.every(({ band }) => band?.kind === 'interval')).toBe(true);
    expect(find('reward')?.curves.every(({ band }) => band === null)).toBe(true);
  });

  it('without any, all is as it was', () => {
    expect(overlaidCurves(own, 'mine', [])).toBe(own);
  });
});
