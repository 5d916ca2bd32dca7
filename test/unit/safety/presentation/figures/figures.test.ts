// Every figure of a comparison: drawn at any width, with the numbers that it shows, inert whatever its names are.
import { describe, expect, it } from 'vitest';
import type { ComparisonSummary } from '../../../../../src/protocol/summary';
import { analyseMatrix } from '../../../../../src/safety/analysis/matrix/analyseMatrix';
import type { FigureSource } from '../../../../../src/safety/presentation/figures/figure';
import { forestFigures } from '../../../../../src/safety/presentation/forest/forestFigures';
import { stepsPlots } from '../../../../../src/safety/presentation/matrix/stepsPlot';
import { tradeoffFigures } from '../../../../../src/safety/presentation/matrix/tradeoffFigure';
import { refusalCurveFigures } from '../../../../../src/safety/presentation/prefill/refusalCurveFigure';
import { outcomesFigure } from '../../../../../src/safety/presentation/outcomes/outcomesFigure';
import { sampleAnalysisInput } from '../../../../fixtures/statistics/sampleInput';
import { sampleSummary } from '../sampleReport';

const hostile = '"><script>x</script>\u202E'.repeat(3);

const suites = [
  { id: 'harm', kind: 'harmful', prompts: 60, base: 0.9, tuned: 0.7 },
  { id: 'alarming', kind: 'benign', prompts: 40, base: 0.2, tuned: 0.1 },
  { id: 'sums', kind: 'capability', prompts: 50, base: 0.3, tuned: 0.6 },
] as const;

const matrix = analyseMatrix(
  [50, 100].map((step) => ({ name: hostile, step, input: sampleAnalysisInput({ suites }) })),
  null,
);

function figuresOf(summary: ComparisonSummary): FigureSource[] {
  const outcomes = outcomesFigure(summary);
  return [
    ...forestFigures(summary),
    ...(outcomes === null ? [] : [outcomes]),
    ...tradeoffFigures(matrix),
    ...stepsPlots(matrix),
    ...refusalCurveFigures(summary),
  ];
}

/** The harmful benchmarks again, as if their answers had been begun. */
const begun = ['prefill-1', 'prefill-20'].flatMap((attackId) =>
  sampleSummary.benchmarks
    .filter(({ kind }) => kind === 'harmful')
    .map((benchmark) => ({ ...benchmark, attackId })),
);

const named = {
  ...sampleSummary,
  benchmarks: [...sampleSummary.benchmarks, ...begun].map((benchmark) => ({ ...benchmark, title: hostile })),
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

  it('a trade-off are the rates of the matrix; of benign prompts, those that were complied with', () => {
    const [capability, helpfulness] = tradeoffFigures(matrix).map((figure) => figure.data().rows);
    const rate = (kind: string) => matrix.rows.find((row) => row.kind === kind && row.suiteId === null);
    const base = rate('harmful')?.base;
    const tuned = rate('capability')?.cells[1]?.tuned;
    expect(capability?.[0]?.slice(1, 6)).toEqual([base?.rate, base?.k, base?.n, base?.low, base?.high]);
    expect(capability?.[2]?.slice(6)).toEqual([tuned?.rate, tuned?.k, tuned?.n, tuned?.low, tuned?.high]);
    const refused = rate('benign')?.base;
    expect(helpfulness?.[0]?.[7]).toBe((refused?.n ?? 0) - (refused?.k ?? 0));
    expect(helpfulness?.[0]?.[9]).toBeCloseTo(1 - (refused?.high ?? 0), 12);
  });

  it('a trade-off are there for the kinds of prompts that were run', () => {
    const ids = (kinds: readonly string[]) => {
      const input = sampleAnalysisInput({ suites: suites.filter(({ kind }) => kinds.includes(kind)) });
      return tradeoffFigures(analyseMatrix([{ name: 'a', step: null, input }], null)).map(({ id }) => id);
    };
    expect(ids(['harmful', 'capability'])).toEqual(['capability-tradeoff']);
    expect(ids(['harmful', 'benign'])).toEqual(['tradeoff']);
    expect(ids(['harmful'])).toEqual([]);
    expect(ids(['benign', 'capability'])).toEqual([]);
  });
});
