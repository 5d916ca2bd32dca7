// What the figures of a training run's steps show, as a table: the command line prints it, report and webview draw it.
import type { MatrixSummary, RunPoint } from '../../../protocol/matrix';
import { suiteKinds } from '../../../protocol/outcomes';
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

export interface StepsTable {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly StepsCell[])[];
  readonly notes: readonly string[];
}

export interface StepsCell {
  readonly text: string;
  /** What stands below it, quieter, each in a line of its own. */
  readonly details: readonly string[];
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
  const rows = first.looks.map(({ column, step }): StepsCell[] => {
    const point = run?.points.find((one) => one.step === step);
    return [
      { text: formatCount(step), details: [columns[column]?.name ?? ''] },
      ...kinds.map((kind) => {
        const delta = columns[column]?.summary[kind]?.delta ?? null;
        const look = firstFalls
          .find((falls) => falls.kind === kind)
          ?.looks.find((one) => one.column === column);
        if (delta === null) return none;
        return {
          text: formatPp(delta.value),
          details: [`${formatPointsInterval(delta)}, p ${formatPValue(look?.pHolm)}`],
        };
      }),
      klCell(point),
      accuracyCell(point),
    ];
  });
  return {
    caption: 'Every step: change from the base, and what the run’s own log says',
    heads: [
      'Step',
      ...kinds.map((kind) => metricWords[kind].change),
      per === null ? 'KL to the reference' : `KL to the reference, nats per ${per}`,
      accuracyLabel(run?.accuracyOf ?? null),
    ],
    rows,
    notes: run === null ? [nothingKept] : run.notes,
  };
}

const none: StepsCell = { text: noValue, details: [] };

function klCell(point: RunPoint | undefined): StepsCell {
  if (point?.kl == null) return none;
  const { value, step } = point.kl;
  return {
    text: formatMetric(value),
    details: step === point.step ? [] : [`logged at step ${formatCount(step)}`],
  };
}

function accuracyCell(point: RunPoint | undefined): StepsCell {
  if (point?.accuracy == null) return none;
  const { accuracy, step } = point;
  const change = accuracy.delta;
  const details = [
    `${formatPercentInterval(accuracy)}, n = ${formatCount(accuracy.n)}`,
    ...(change === null ? [] : [`from step 0 ${formatPp(change.value)}, ${formatInterval(change)}`]),
    ...(accuracy.step === step ? [] : [`at step ${formatCount(accuracy.step)}`]),
  ];
  return { text: formatPercent(accuracy.rate), details };
}
