// All answers that both models read, by place in the answer and by category, as tables.
import type { DriftAnalysis, KindDrift, MeanEstimate } from '../../protocol/tokens';
import { csvInterval } from './figures/csvTable';
import { kindLabels } from './labels';
import { formatCount, formatMetric } from './numbers';
import { figure, left, right, type DataTable, type TableCell } from './tables/dataTable';
import { estimate } from './tokensText';

const interval = ['', 'low', 'high'] as const;

export function positionsTable({ kind, positions }: KindDrift): DataTable {
  return {
    id: `kl-by-token-${kind}-table`,
    caption: `${kindLabels[kind]}: KL by token`,
    columns: [right('Token'), right('KL, nats', { values: interval }), right('Prompts')],
    rows: positions.map(({ position, kl }) => [
      figure(String(position), position),
      mean(kl),
      figure(formatCount(kl.n), kl.n),
    ]),
  };
}

export function categoriesTable({ categories }: Pick<DriftAnalysis, 'categories'>): DataTable {
  return {
    id: 'kl-by-category',
    caption: 'KL by category',
    columns: [
      left('Benchmark'),
      left('Category'),
      right('Prompts'),
      right('KL per answer, nats', { values: interval }),
      right('Per token'),
    ],
    rows: categories.map(({ suiteId, category, kl, perToken }) => [
      suiteId,
      category,
      figure(formatCount(kl.n), kl.n),
      mean(kl),
      figure(formatMetric(perToken), perToken),
    ]),
  };
}

function mean(kl: MeanEstimate): TableCell {
  return figure(estimate(kl), ...csvInterval(kl));
}
