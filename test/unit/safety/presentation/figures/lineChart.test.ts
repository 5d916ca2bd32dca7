// Lines over an axis: every value at its place, on either scale.
import { describe, expect, it } from 'vitest';
import {
  lineChart,
  type ChartLine,
  type LineChart,
} from '../../../../../src/safety/presentation/figures/lineChart';

const size = { width: 600, fontSize: 13 };

const line = (values: readonly (number | null)[], more: Partial<ChartLine> = {}): ChartLine => ({
  ...{ label: 'one', colour: 'var(--one, #123456)', values, band: null, dashed: false, points: false },
  ...more,
});

const chart = (lines: readonly ChartLine[], more: Partial<LineChart> = {}): LineChart => ({
  ...{ title: 'T', description: 'D', xName: 'Step', yName: 'Value', lines, range: null, scale: 'linear' },
  ...{ xs: (lines[0]?.values ?? []).map((_, index) => index), marks: [], tick: String },
  ...more,
});

/** Of the first line: its points from left to right. */
function places(markup: string): (readonly [number, number])[] {
  const path = /<path\s+d="([^"]+)"\s+fill="none"\s+stroke="var\(--one/u.exec(markup)?.[1] ?? '';
  return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/gu)].map(([, x, y]) => [Number(x), Number(y)] as const);
}

describe('a chart of lines', () => {
  it('places values in proportion, higher ones above', () => {
    const [a, b, c] = places(lineChart(chart([line([0, 1, 3])]), size)?.content.markup ?? '');
    expect(((a?.[1] ?? 0) - (c?.[1] ?? 0)) / ((a?.[1] ?? 0) - (b?.[1] ?? 0))).toBeCloseTo(3, 1);
    expect((c?.[0] ?? 0) - (b?.[0] ?? 0)).toBeCloseTo((b?.[0] ?? 0) - (a?.[0] ?? 0), 0);
  });

  it('places equal factors equally far apart on a logarithmic scale, and nothing at 0 and below', () => {
    const figure = lineChart(chart([line([1, 10, 0, -5, 100])], { scale: 'log' }), size);
    const markup = figure?.content.markup ?? '';
    const drawn = places(markup);
    expect(drawn).toHaveLength(3);
    const [a = 0, b = 0, c = 0] = drawn.map(([, y]) => y);
    expect(a - b).toBeCloseTo(b - c, 0);
    expect(markup).not.toMatch(/NaN|Infinity/u);
  });

  it.each(['linear', 'log'] as const)('%s: is none where no value has a place', (scale) => {
    expect(lineChart(chart([line([null, null])], { scale }), size)).toBeNull();
    expect(lineChart(chart([line([0, -1])], { scale: 'log' }), size)).toBeNull();
  });

  it.each([
    ['flat', [5, 5, 5]],
    ['flat and large', [1e6, 1e6]],
    ['one point', [0.3]],
    ['tiny', [1e-12, 3e-12]],
    ['of 100,000 steps', Array.from({ length: 100_000 }, (_, i) => i)],
  ])('%s: stays within its figure on either scale', (_, values) => {
    for (const scale of ['linear', 'log'] as const) {
      const figure = lineChart(chart([line(values)], { scale }), size);
      expect(figure?.content.markup).not.toMatch(/NaN|Infinity/u);
      for (const [x, y] of places(figure?.content.markup ?? '')) {
        expect(x).toBeLessThanOrEqual(size.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(figure?.height ?? 0);
      }
    }
  });

  it('names its lines where there are several, in as many rows as they need', () => {
    const one = lineChart(chart([line([1, 2])]), size);
    const lines = Array.from({ length: 12 }, (_, i) => line([1, 2], { label: `run number ${i}` }));
    const many = lineChart(chart(lines), size);
    expect(one?.content.markup).not.toContain('>one<');
    expect(many?.content.markup).toContain('run number 11');
    expect(many?.height ?? 0).toBeGreaterThan((one?.height ?? 0) + 2 * size.fontSize);
  });
});
