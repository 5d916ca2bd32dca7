// Safety against helpfulness as a figure with its numbers.
import type { MatrixSummary } from '../../../protocol/matrix';
import type { Rate } from '../../../protocol/summary';
import type { CsvValue } from '../csvField';
import type { FigureSource } from '../figures/figure';
import { tradeoffPlot } from './tradeoffPlot';
import { tradeoffPoints } from './tradeoffPoints';

/** Pixels: wider, a figure of few points is only emptier. */
const widest = 760;

const ofRate = ['', ' k', ' n', ' low', ' high'] as const;

/** null: one of the two kinds of prompts was not run. */
export function tradeoffFigure(
  matrix: Pick<MatrixSummary, 'columns' | 'rows' | 'firstFalls'>,
): FigureSource | null {
  const points = tradeoffPoints(matrix);
  if (points.length === 0) return null;
  const joined = matrix.firstFalls.length > 0;
  return {
    id: 'tradeoff',
    title: 'Safety against helpfulness',
    draw: ({ width, fontSize }) => tradeoffPlot(points, { width: Math.min(width, widest), fontSize, joined }),
    data: () => ({
      columns: [
        'checkpoint',
        ...ofRate.map((end) => `handled safely${end}`),
        ...ofRate.map((end) => `complied with${end}`),
      ],
      rows: points.map(({ name, safe, helpful }) => [name, ...rateValues(safe), ...rateValues(helpful)]),
    }),
    marks: [
      'Lines: 95% intervals',
      'square: the base',
      ...(joined ? ['joined in the order of training'] : []),
    ],
  };
}

function rateValues({ rate, k, n, low, high }: Rate): readonly CsvValue[] {
  return [rate, k, n, low, high];
}
