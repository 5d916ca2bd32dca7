import { describe, expect, it } from 'vitest';
import type { Chart, Curve } from '../../../../webview/charts/chart';
import { formatTick, openRange, plotData } from '../../../../webview/charts/plotOptions';

describe('the axis of values', () => {
  it('leaves a little room, and none below zero for what is never negative', () => {
    expect(openRange(null, 10, 20)).toEqual([10 - 0.6, 20 + 0.6]);
    expect(openRange(null, 0, 20)).toEqual([0, 21.2]);
    expect(openRange(null, -1, 1)).toEqual([-1.12, 1.12]);
  });

  it('has labels that differ where all values are the same', () => {
    const [low, high] = openRange(null, 0.001, 0.001);
    expect(low).toBeLessThan(0.001);
    expect(high).toBeGreaterThan(0.001);
    expect(openRange(null, 0, 0)).toEqual([0, 1]);
    expect(openRange(null, null, null)).toEqual([0, 1]);
  });

  it('names its ticks without zeros that say nothing', () => {
    expect([0.25, 0.5, 0.0009, 0.000125, 12.5, -0.2].map(formatTick)).toEqual([
      '0.25',
      '0.5',
      '9e−4',
      '1.25e−4',
      '12.5',
      '−0.2',
    ]);
  });
});

describe('the columns of a plot', () => {
  const curve: Curve = {
    ...{ label: 'one', colour: 'blue', values: [1, null, 100], raw: [10, 0, 1000], notes: null },
    band: { kind: 'spread', low: [1, 1, 1], high: [10, 10, 10] },
    ...{ sparse: false, dashed: false },
  };
  const chart: Chart = {
    ...{ id: 'one', title: 'One', hint: '', unit: 'number', range: null, place: 'small', curves: [curve] },
  };

  it('are steps, what was smoothed, the line, and its band from above', () => {
    expect(plotData([1, 2, 3], chart)).toEqual([
      [1, 2, 3],
      [10, 0, 1000],
      [1, null, 100],
      [10, 10, 10],
      [1, 1, 1],
    ]);
  });

  it('are exponents of ten on a logarithmic axis, nothing at 0 and below', () => {
    expect(plotData([1, 2, 3], { ...chart, scale: 'log' }).slice(1, 3)).toEqual([
      [1, null, 3],
      [0, null, 2],
    ]);
  });
});
