// Refusal curves as figures with their numbers, for page, report and files.
import type { ComparisonSummary, Rate } from '../../../protocol/summary';
import type { CsvValue } from '../csvField';
import type { FigureSource } from '../figures/figure';
import { refusalCurvePlot } from './refusalCurvePlot';
import { refusalCurves } from './refusalCurves';

/** Above the figures, and below that. */
export const curvesTitle = 'How deep the refusals reach';
export const curvesText =
  'Share of harmful prompts handled safely where the first tokens of the answer were given, with 95% Wilson intervals. Where it falls steeply within the first few tokens, the refusals hang on these.';

/** Empty where no benchmark was asked under attacks by prefill. */
export function refusalCurveFigures(summary: Pick<ComparisonSummary, 'benchmarks'>): FigureSource[] {
  return refusalCurves(summary).map((curve) => ({
    id: `prefill-${curve.suiteId}`,
    title: `${curve.title}: handled safely, by tokens that the answer was begun with`,
    draw: (size) => refusalCurvePlot(curve, size),
    data: () => ({
      columns: ['tokens', ...sideColumns('base'), ...sideColumns('tuned')],
      rows: curve.points.map(({ tokens, base, tuned }) => [tokens, ...values(base), ...values(tuned)]),
    }),
    marks: ['Open circles: base', 'filled: tuned', 'lines: 95% Wilson intervals'],
  }));
}

function sideColumns(side: string): string[] {
  return [side, `${side} low`, `${side} high`, `${side} k`, `${side} n`];
}

function values(rate: Rate | null): CsvValue[] {
  if (rate === null) return [null, null, null, null, null];
  return [rate.rate, rate.low, rate.high, rate.k, rate.n];
}
