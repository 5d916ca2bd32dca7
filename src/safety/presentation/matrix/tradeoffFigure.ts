// Safety against capability and against helpfulness as figures with their numbers.
import type { MatrixSummary } from '../../../protocol/matrix';
import type { Rate } from '../../../protocol/summary';
import type { CsvValue } from '../csvField';
import type { FigureSource } from '../figures/figure';
import { tradeoffPlot } from './tradeoffPlot';
import { tradeoffPoints, tradeoffs, type Tradeoff } from './tradeoffPoints';

/** Pixels: wider, a figure of few points is only emptier. */
const widest = 760;

const ofRate = ['', ' k', ' n', ' low', ' high'] as const;

type Measured = Pick<MatrixSummary, 'columns' | 'rows' | 'firstFalls'>;

/** One for each kind of prompts that was run beside harmful ones. */
export function tradeoffFigures(matrix: Measured): FigureSource[] {
  return tradeoffs.flatMap((tradeoff) => tradeoffFigure(matrix, tradeoff) ?? []);
}

function tradeoffFigure(matrix: Measured, tradeoff: Tradeoff): FigureSource | null {
  const points = tradeoffPoints(matrix, tradeoff);
  if (points.length === 0) return null;
  const joined = matrix.firstFalls.length > 0;
  const { id, title, done } = tradeoff;
  return {
    id,
    title,
    draw: ({ width, fontSize }) =>
      tradeoffPlot(points, tradeoff, { width: Math.min(width, widest), fontSize, joined }),
    data: () => ({
      columns: [
        'checkpoint',
        ...ofRate.map((end) => `handled safely${end}`),
        ...ofRate.map((end) => `${done}${end}`),
      ],
      rows: points.map(({ name, safe, useful }) => [name, ...rateValues(safe), ...rateValues(useful)]),
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
