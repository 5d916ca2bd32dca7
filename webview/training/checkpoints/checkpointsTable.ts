// The checkpoints that a run has saved as a table, newest first: what was measured at each, or last before it. Must not know
// the DOM.
import type {
  MeasuredDelta,
  ProbePoint,
  SavedCheckpoint,
  TrainingRunFacts,
} from '../../../src/protocol/training';
import type { SafetyKind } from '../../../src/protocol/outcomes';
import { probeLabels } from '../../../src/safety/presentation/labels';
import { accuracyLabel } from '../../../src/safety/presentation/rewardMetrics';
import {
  formatCount,
  formatInterval,
  formatPercent,
  formatPp,
  noValue,
} from '../../../src/safety/presentation/numbers';
import {
  figure,
  left,
  type DataTable,
  type TableCell,
} from '../../../src/safety/presentation/tables/dataTable';
import { formatValue } from '../../charts/formatValue';

const measured = ['', 'n', 'at step', 'change from step 0', 'change low', 'change high'] as const;

export function checkpointsTable(facts: TrainingRunFacts): DataTable {
  return {
    id: 'checkpoints',
    caption: 'Saved checkpoints',
    columns: [
      left('Checkpoint', { values: ['step', 'best'] }),
      left('Reward'),
      ...[accuracyLabel(facts.accuracyOf), probeLabels.harmful, probeLabels.benign].map((title) =>
        left(title, { values: measured }),
      ),
    ],
    rows: facts.checkpoints
      .toReversed()
      .map((checkpoint) => [
        figure(checkpointName(checkpoint), checkpoint.step, checkpoint.best),
        rewardCell(facts, checkpoint.step),
        accuracyCell(facts, checkpoint.step),
        probeCell(probeAt(facts.probes, 'harmful', checkpoint.step), checkpoint.step),
        probeCell(probeAt(facts.probes, 'benign', checkpoint.step), checkpoint.step),
      ]),
  };
}

export function checkpointName({ step, best }: SavedCheckpoint): string {
  return `Step ${formatCount(step)}${best ? ', best' : ''}`;
}

const nothing = figure(noValue);

function rewardCell({ log }: TrainingRunFacts, step: number): TableCell {
  const entry = log.findLast((known) => known.step <= step && known['reward'] !== undefined);
  const reward = entry?.['reward'];
  return reward === undefined ? nothing : figure(formatValue(reward, 'number'), reward);
}

/** The newest evaluation at or before the checkpoint. */
function accuracyCell({ log }: TrainingRunFacts, step: number): TableCell {
  const entry = log.findLast((known) => known.step <= step && known['eval_accuracy'] !== undefined);
  const accuracy = entry?.['eval_accuracy'];
  if (entry === undefined || accuracy === undefined) return nothing;
  const n = entry['eval_accuracy_n'] ?? null;
  const value = entry['eval_accuracy_delta'];
  const delta =
    value === undefined
      ? null
      : {
          value,
          low: entry['eval_accuracy_delta_low'] ?? -1,
          high: entry['eval_accuracy_delta_high'] ?? 1,
        };
  const text = `${formatPercent(accuracy)}${n === null ? '' : ` of ${formatCount(n)}`}`;
  return measuredCell(text, { rate: accuracy, n, at: entry.step, delta }, step);
}

/** The newest probe at or before the checkpoint. */
function probeAt(probes: readonly ProbePoint[], kind: SafetyKind, step: number): ProbePoint | undefined {
  return probes.findLast((point) => point.kind === kind && point.step <= step && point.n > 0);
}

function probeCell(point: ProbePoint | undefined, step: number): TableCell {
  if (point === undefined) return nothing;
  const { handledWell, n, delta } = point;
  const rate = handledWell / n;
  return measuredCell(
    `${handledWell}/${n} = ${formatPercent(rate)}`,
    { rate, n, at: point.step, delta },
    step,
  );
}

interface Measured {
  readonly rate: number;
  readonly n: number | null;
  /** Step that it was measured at. */
  readonly at: number;
  readonly delta: MeasuredDelta | null;
}

function measuredCell(text: string, { rate, n, at, delta }: Measured, step: number): TableCell {
  return {
    text: at === step ? text : `${text} at step ${formatCount(at)}`,
    details: delta === null ? [] : [`${formatPp(delta.value)}, ${formatInterval(delta)}`],
    values: [rate, n, at, delta?.value ?? null, delta?.low ?? null, delta?.high ?? null],
  };
}
