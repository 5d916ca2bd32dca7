import { describe, expect, it } from 'vitest';
import type { SuiteKind } from '../../../../../src/protocol/outcomes';
import { fitText, textWidth } from '../../../../../src/safety/presentation/forest/fitText';
import {
  forestFrame,
  type ForestPanel,
  forestPanels,
  type ForestRow,
} from '../../../../../src/safety/presentation/forest/forestPanels';
import { forestPlot } from '../../../../../src/safety/presentation/forest/forestPlot';
import { niceTicks } from '../../../../../src/safety/presentation/forest/niceTicks';
import { seededRandom } from '../../../../../src/safety/random';
import { largeReport, sampleSummary } from '../sampleReport';

const row = (more: Partial<ForestRow> = {}): ForestRow => ({
  label: 'AdvBench',
  detail: null,
  n: 100,
  delta: { value: -0.1, low: -0.18, high: -0.03 },
  noise: null,
  bounds: null,
  p: 0.012,
  ...more,
});

function plot(
  rows: readonly ForestRow[],
  more: { kind?: SuiteKind; overall?: ForestRow; width?: number } = {},
): string {
  const panel: ForestPanel = { kind: more.kind ?? 'harmful', rows, overall: more.overall ?? null };
  return forestPlot(panel, { width: more.width ?? 1000, fontSize: 13, frame: forestFrame([panel]) }).content
    .markup;
}

/** Numbers of one attribute of all elements with a class. */
function attribute(markup: string, name: string, of: string): number[] {
  const elements = markup.match(new RegExp(`<[a-z]+[^>]*class="${of}"[^>]*>`, 'g')) ?? [];
  return elements.map((element) => Number(new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1]));
}

/** The x of 0, which the zero line has. */
function zeroX(markup: string): number {
  const line = /<line[^>]*x1="([\d.]+)"[^>]*stroke="var\(--forest-zero[^"]*"\s+stroke-width="1.5"/.exec(
    markup,
  );
  return Number(line?.[1]);
}

describe('forestPlot', () => {
  it('puts a loss left of zero and a gain right of it, at the same scale', () => {
    const markup = plot([row(), row({ delta: { value: 0.05, low: 0.01, high: 0.09 } })]);
    const [loss = NaN, gain = NaN] = attribute(markup, 'cx', 'forest-point');
    expect((zeroX(markup) - loss) / (gain - zeroX(markup))).toBeCloseTo(2, 1);
  });

  it.each([
    ['harmful', -0.1, 'worse'],
    ['harmful', 0.1, 'better'],
    ['benign', -0.1, 'better'],
    ['benign', 0.1, 'worse'],
  ] as const)('%s: a change of %d is %s', (kind, value, tone) => {
    const point = /<circle[^>]*>/.exec(
      plot([row({ delta: { value, low: value - 0.01, high: value + 0.01 } })], { kind }),
    )?.[0];
    expect(point).toContain(`fill="var(--forest-${tone}`);
  });

  it('leaves the point open where the interval holds zero', () => {
    const point = /<circle[^>]*>/.exec(plot([row({ delta: { value: -0.01, low: -0.05, high: 0.03 } })]))?.[0];
    expect(point).toContain('fill="var(--forest-surface');
  });

  it('names the directions the other way round for over-refusal', () => {
    expect(plot([row()]).indexOf('less safe')).toBeLessThan(plot([row()]).indexOf('safer →'));
    const benign = plot([row()], { kind: 'benign' });
    expect(benign.indexOf('less over-refusal')).toBeLessThan(benign.indexOf('more over-refusal'));
  });

  it('draws the A/A band behind the interval and the bounds with it', () => {
    const markup = plot([row({ noise: { low: -0.04, high: 0.04 }, bounds: { low: -0.25, high: 0.05 } })]);
    expect(markup.indexOf('forest-noise')).toBeLessThan(markup.indexOf('forest-interval'));
    expect(attribute(markup, 'x1', 'forest-bounds')[0]).toBeLessThan(
      attribute(markup, 'x1', 'forest-interval')[0] ?? 0,
    );
  });

  it('draws the overall row as a diamond from low to high', () => {
    const markup = plot([row()], { overall: row({ label: 'All' }) });
    const corners = /forest-overall"\s+points="([^"]*)"/.exec(markup)?.[1]?.split(' ') ?? [];
    const [left, , right] = corners.map((corner) => Number(corner.split(',')[0]));
    expect(left).toBe(attribute(markup, 'x1', 'forest-interval')[0]);
    expect(right).toBe(attribute(markup, 'x2', 'forest-interval')[0]);
  });

  it('says so where nothing can be compared', () => {
    const markup = plot([row({ delta: null, p: null, n: 0 })]);
    expect(markup).toContain('nothing to compare');
    expect(markup).not.toContain('forest-point');
  });

  it('describes every row in words', () => {
    const rows = [row({ detail: '+ role-play', noise: { low: -0.02, high: 0.02 } })];
    const panel: ForestPanel = { kind: 'harmful', rows, overall: null };
    const { description } = forestPlot(panel, { width: 1000, fontSize: 13, frame: forestFrame([panel]) });
    expect(description).toContain(
      'AdvBench + role-play: −10.0 pp, 95% interval −18.0 pp to −3.0 pp, n = 100, Holm-adjusted p = 0.012, A/A band −2.0 pp to +2.0 pp.',
    );
  });

  it('gives the panels of a report one axis', () => {
    const panels = forestPanels(sampleSummary);
    const frame = forestFrame(panels);
    const zeros = panels.map((panel) =>
      zeroX(forestPlot(panel, { width: 1000, fontSize: 13, frame }).content.markup),
    );
    expect(zeros).toHaveLength(2);
    expect(zeros[0]).toBeGreaterThan(0);
    expect(zeros[1]).toBe(zeros[0]);
  });

  it.each([320, 640, 1080])('stays within %d pixels with thirty benchmarks and hostile names', (width) => {
    const large = largeReport().summary;
    const named = large.benchmarks.map((b, i) =>
      i % 4 === 0 ? { ...b, title: '"><script>x</script>\u202E'.repeat(4) } : b,
    );
    const panels = forestPanels({ ...large, benchmarks: named });
    const frame = forestFrame(panels);
    for (const panel of panels) {
      const { markup } = forestPlot(panel, { width, fontSize: 13, frame }).content;
      expect(markup).not.toMatch(/NaN|Infinity|<script|undefined/);
      for (const name of ['x', 'x1', 'x2', 'cx']) {
        const values = [...markup.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) =>
          Number(match[1]),
        );
        expect(Math.min(0, ...values)).toBe(0);
        expect(Math.max(width, ...values)).toBe(width);
      }
    }
  });

  it('survives intervals from one end to the other, of no width, and numbers that are none', () => {
    const markup = plot([
      row({ delta: { value: 0, low: -1, high: 1 } }),
      row({ delta: { value: 0, low: 0, high: 0 } }),
    ]);
    expect(markup).not.toMatch(/NaN|Infinity/);
    const broken = {
      ...sampleSummary.benchmarks[0],
      delta: { value: NaN, low: NaN, high: NaN, method: 'bca' as const, n: 3 },
    };
    const [panel] = forestPanels({
      ...sampleSummary,
      benchmarks: [Object.assign({}, sampleSummary.benchmarks[1], broken)],
    });
    expect(panel?.rows[0]?.delta).toBeNull();
  });

  it('has a frame even for changes of nothing', () => {
    const frame = forestFrame([
      { kind: 'harmful', rows: [row({ delta: { value: 0, low: 0, high: 0 } })], overall: null },
    ]);
    expect([frame.low, frame.high]).toEqual([-0.02, 0.02]);
  });
});

describe('niceTicks', () => {
  it.each([
    [-39.6, 17.3, 8, [-40, -30, -20, -10, 0, 10, 20]],
    [-2, 2, 9, [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]],
    [-100, 100, 5, [-100, -50, 0, 50, 100]],
  ])('%d to %d with at most %d', (low, high, most, expected) =>
    expect(niceTicks(low, high, most)).toEqual(expected),
  );

  it('covers the data with few enough round steps, 0 among them where it lies inside', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 500; round++) {
      const low = -random() * 10 ** (random() * 4 - 2);
      const high = random() * 10 ** (random() * 4 - 2);
      const most = 3 + Math.floor(random() * 7);
      const ticks = niceTicks(low, high, most);
      expect(ticks.length).toBeLessThanOrEqual(most);
      expect(ticks[0]).toBeLessThanOrEqual(low);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      expect(ticks.some((tick) => tick === 0)).toBe(true);
    }
  });
});

describe('fitText', () => {
  it('leaves alone what fits', () => expect(fitText('AdvBench', 100, 13)).toBe('AdvBench'));
  it('shortens in the middle and keeps the end', () => {
    const fitted = fitText('A benchmark with a very long name, part 17', 150, 13);
    expect(fitted).toMatch(/^A bench.*….*part 17$/);
    expect(textWidth(fitted, 13)).toBeLessThanOrEqual(150);
  });
  it('does not split pairs of surrogates', () =>
    expect(fitText('😀'.repeat(20), 60, 13)).not.toMatch(/\p{Surrogate}/u));
  it('counts East Asian characters as a full square', () => expect(textWidth('日本', 10)).toBe(20));
});
