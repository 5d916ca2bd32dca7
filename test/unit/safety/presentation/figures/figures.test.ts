// Every figure of a comparison: drawn at any width, with the numbers that it shows, inert whatever its names are.
import { describe, expect, it } from 'vitest';
import type { ComparisonSummary } from '../../../../../src/protocol/summary';
import { analyseMatrix } from '../../../../../src/safety/analysis/matrix/analyseMatrix';
import type { FigureSource } from '../../../../../src/safety/presentation/figures/figure';
import { forestFigures } from '../../../../../src/safety/presentation/forest/forestFigures';
import { stepsPlots } from '../../../../../src/safety/presentation/matrix/stepsPlot';
import { tradeoffFigure } from '../../../../../src/safety/presentation/matrix/tradeoffFigure';
import { outcomesFigure } from '../../../../../src/safety/presentation/outcomes/outcomesFigure';
import { sampleAnalysisInput } from '../../../../fixtures/statistics/sampleInput';
import { sampleSummary } from '../sampleReport';

const hostile = '"><script>x</script>\u202E'.repeat(3);

function figuresOf(summary: ComparisonSummary): FigureSource[] {
  const matrix = analyseMatrix(
    [50, 100].map((step) => ({ name: hostile, step, input: sampleAnalysisInput() })),
    null,
  );
  const others = [outcomesFigure(summary), tradeoffFigure(matrix)];
  return [...forestFigures(summary), ...others.filter((figure) => figure !== null), ...stepsPlots(matrix)];
}

const named = {
  ...sampleSummary,
  benchmarks: sampleSummary.benchmarks.map((benchmark) => ({ ...benchmark, title: hostile })),
};

describe.each(figuresOf(named).map((figure) => [figure.id, figure] as const))('%s', (_, figure) => {
  it.each([320, 760, 1080])('is inert and within %d pixels', (width) => {
    const drawn = figure.draw({ width, fontSize: 13 });
    expect(drawn?.width ?? 0).toBeLessThanOrEqual(width);
    const markup = drawn?.content.markup ?? '';
    expect(markup).not.toMatch(/NaN|Infinity|<script|undefined|\u202E/u);
    for (const [, x] of markup.matchAll(/\s(?:x|x1|x2|cx)="([^"]*)"/gu)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(width);
    }
  });

  it('has a row of numbers for each of its lines, a value per column', () => {
    const { columns, rows } = figure.data();
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(columns).size).toBe(columns.length);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});

describe('the numbers behind', () => {
  it('a forest plot are those of the summary, in full', () => {
    const [harmful] = forestFigures(sampleSummary);
    const { columns, rows } = harmful?.data() ?? { columns: [], rows: [] };
    const [first] = sampleSummary.benchmarks.filter(({ kind }) => kind === 'harmful');
    expect(rows[0]?.[columns.indexOf('change')]).toBe(first?.delta?.value);
    expect(rows[0]?.[columns.indexOf('n')]).toBe(first?.delta?.n);
    expect(rows).toHaveLength(sampleSummary.benchmarks.filter(({ kind }) => kind === 'harmful').length + 1);
  });

  it('the bars of outcomes are counts, and what was not judged stands in the total alone', () => {
    const [first] = sampleSummary.benchmarks;
    const [row] = outcomesFigure(sampleSummary)?.data().rows ?? [];
    expect(row?.[3]).toBe(first?.base.responses);
    expect(row?.slice(4)).toEqual(Object.values(first?.base.outcomes ?? {}));
  });
});
