// What the answers of each checkpoint of a matrix took, as a table: a safeguard costs tokens and time.
import type { AnswerCost, MatrixSummary } from '../../../protocol/matrix';
import { formatCount, formatMetric, noValue } from '../numbers';
import { figure, left, right, type DataTable, type TableContent } from '../tables/dataTable';
import { baseRows } from './matrixTables';

/** null: nothing is known. */
export function costTable({ columns, costs }: Pick<MatrixSummary, 'columns' | 'costs'>): DataTable | null {
  if (costs === undefined || [costs.base, ...costs.columns].every((cost) => cost === null)) return null;
  return {
    id: 'matrix-costs',
    caption: 'What an answer took, all stages of a safeguard together (times of this machine as it was then)',
    columns: [left('Checkpoint'), right('Answers'), right('Tokens per answer'), right('Seconds per answer')],
    rows: [
      row('base', costs.base),
      ...columns.map(({ name }, index) => row(name, costs.columns[index] ?? null)),
    ],
    fixed: { above: baseRows, below: 0 },
  };
}

function row(name: string, cost: AnswerCost | null): TableContent[] {
  if (cost === null) return [name, ...Array.from({ length: 3 }, () => figure(noValue))];
  const { answers, tokensPerAnswer, secondsPerAnswer } = cost;
  return [
    name,
    figure(formatCount(answers), answers),
    figure(formatMetric(tokensPerAnswer), tokensPerAnswer),
    figure(formatMetric(secondsPerAnswer), secondsPerAnswer),
  ];
}
