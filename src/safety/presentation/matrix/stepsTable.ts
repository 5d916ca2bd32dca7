// What the figures of a training run's steps show, as a table: the command line prints it, report and webview draw it.
import type { MatrixSummary, RunPoint } from '../../../protocol/matrix';
import { suiteKinds } from '../../../protocol/outcomes';
import { csvInterval } from '../figures/csvTable';
import { metricWords } from '../labels';
import {
  formatCount,
  formatInterval,
  formatMetric,
  formatPercent,
  formatPercentInterval,
  formatPointsInterval,
  formatPp,
  formatPValue,
  noValue,
} from '../numbers';
import { accuracyLabel } from '../rewardMetrics';
import { figure, right, type DataTable, type TableCell } from '../tables/dataTable';

export interface StepsTable extends DataTable {
  readonly notes: readonly string[];
}

/** Where the file was made by a version that kept nothing of the run. */
const nothingKept =
  'The file keeps nothing of the run’s log: running or resuming the comparison reads KL and held-out accuracy from it.';

/** null: the columns are no steps. */
export function stepsTable({
  columns,
  firstFalls,
  run,
}: Pick<MatrixSummary, 'columns' | 'firstFalls' | 'run'>): StepsTable | null {
  const [first] = firstFalls;
  if (first === undefined) return null;
  const kinds = suiteKinds.filter((kind) => firstFalls.some((falls) => falls.kind === kind));
  const per = run?.klPer ?? null;
  const rows = first.looks.map(({ column, step }): TableCell[] => {
    const name = columns[column]?.name ?? '';
    const point = run?.points.find((one) => one.step === step);
    return [
      { text: formatCount(step), details: [name], values: [step, name] },
      ...kinds.map((kind) => {
        const delta = columns[column]?.summary[kind]?.delta ?? null;
        const look = firstFalls
          .find((falls) => falls.kind === kind)
          ?.looks.find((one) => one.column === column);
        if (delta === null) return none;
        return {
          text: formatPp(delta.value),
          details: [`${formatPointsInterval(delta)}, p ${formatPValue(look?.pHolm)}`],
          values: [...csvInterval(delta), delta.n, look?.pHolm ?? null],
        };
      }),
      klCell(point),
      accuracyCell(point),
    ];
  });
  return {
    id: 'steps',
    caption: 'Every step: change from the base, and what the run’s own log says',
    columns: [
      right('Step', { values: ['', 'checkpoint'] }),
      ...kinds.map((kind) =>
        right(metricWords[kind].change, { values: ['', 'low', 'high', 'n', 'p (Holm)'] }),
      ),
      right(per === null ? 'KL to the reference' : `KL to the reference, nats per ${per}`, {
        values: ['', 'logged at step'],
      }),
      right(accuracyLabel(run?.accuracyOf ?? null), { values: ['', 'low', 'high', 'n', 'logged at step'] }),
    ],
    rows,
    notes: run === null ? [nothingKept] : run.notes,
  };
}

const none = figure(noValue);

function klCell(point: RunPoint | undefined): TableCell {
  if (point?.kl == null) return none;
  const { value, step } = point.kl;
  return {
    text: formatMetric(value),
    details: step === point.step ? [] : [`logged at step ${formatCount(step)}`],
    values: [value, step],
  };
}

function accuracyCell(point: RunPoint | undefined): TableCell {
  if (point?.accuracy == null) return none;
  const { accuracy, step } = point;
  const change = accuracy.delta;
  const details = [
    `${formatPercentInterval(accuracy)}, n = ${formatCount(accuracy.n)}`,
    ...(change === null ? [] : [`from step 0 ${formatPp(change.value)}, ${formatInterval(change)}`]),
    ...(accuracy.step === step ? [] : [`at step ${formatCount(accuracy.step)}`]),
  ];
  const { rate, low, high, n } = accuracy;
  return { text: formatPercent(rate), details, values: [rate, low, high, n, accuracy.step] };
}
