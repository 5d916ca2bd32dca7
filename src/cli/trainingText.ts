// What a finished run says on a terminal: how it ended, held-out accuracy and safety at its start and end.
import type { ProbePoint, TrainingLogEntry, TrainingRunFacts } from '../protocol/training';
import { suiteKinds } from '../protocol/outcomes';
import { probeLabels } from '../safety/presentation/labels';
import {
  formatPercent,
  formatPercentInterval,
  formatPointsInterval,
  formatPp,
} from '../safety/presentation/numbers';
import { formatTable } from '../safety/presentation/textTable';
import { visibleText } from '../safety/presentation/visibleText';
import { shortNumber } from './trainingBar';

export function trainingText(run: TrainingRunFacts): string {
  const lines = [`${endings[run.status]} after ${run.step} of ${run.maxSteps} steps (${run.algorithm}).`];
  if (run.reason !== null) lines.push(visibleText(run.reason));
  lines.push(...remarkLines(run));
  const rows = [...accuracyRows(run.log), ...probeRows(run.probes)];
  if (rows.length > 0) {
    lines.push(
      '',
      formatTable(
        [
          { title: 'Measure', align: 'left' },
          { title: 'Step', align: 'right' },
          { title: 'Rate [95% CI]', align: 'right' },
          { title: 'n', align: 'right' },
          { title: 'Δ to step 0 [95% CI]', align: 'right' },
        ],
        rows,
      ),
    );
  }
  const loss = run.log.filter((entry) => entry['eval_loss'] !== undefined);
  const [first, last] = [loss[0]?.['eval_loss'], loss.at(-1)?.['eval_loss']];
  if (first !== undefined && last !== undefined) {
    lines.push('', `Held-out loss: ${shortNumber(first)} → ${shortNumber(last)} nats per token.`);
  }
  const best = run.checkpoints.find((checkpoint) => checkpoint.best);
  const newest = run.checkpoints.at(-1);
  lines.push('');
  if (newest !== undefined) lines.push(`Last checkpoint: ${visibleText(newest.path)}`);
  if (best !== undefined)
    lines.push(`Best checkpoint: ${visibleText(best.path)}${bestFigure(run.log, best.step)}`);
  if (newest === undefined) lines.push('No checkpoint was saved.');
  lines.push(`Run: ${visibleText(run.folder)}`);
  if (run.status === 'stopped' || run.status === 'interrupted') {
    lines.push(`Go on with: guardrail-lens train ${visibleText(run.folder)} --resume`);
  }
  return `${lines.join('\n')}\n`;
}

/** What the user should know of how configuration and data were read. */
export function remarkLines({ remarks }: Pick<TrainingRunFacts, 'remarks'>): string[] {
  return remarks.map((remark) => `note: ${visibleText(remark)}`);
}

const endings: Record<TrainingRunFacts['status'], string> = {
  running: 'Running',
  paused: 'Paused',
  interrupted: 'Interrupted',
  stopped: 'Stopped',
  halted: 'Halted by itself',
  finished: 'Finished',
  failed: 'Failed',
};

/** The best of several is picked by the figure itself: that figure flatters it. */
function bestFigure(log: readonly TrainingLogEntry[], step: number): string {
  const entry = log.find((line) => line.step === step && line['eval_accuracy'] !== undefined);
  const accuracy = entry?.['eval_accuracy'];
  if (accuracy === undefined) return '';
  return ` (held-out accuracy ${formatPercent(accuracy)}; picked by it, so read it as optimistic)`;
}

function accuracyRows(log: readonly TrainingLogEntry[]): string[][] {
  const measured = log.filter((entry) => entry['eval_accuracy'] !== undefined);
  return endsOf(measured).map((entry) => [
    'Held-out accuracy',
    String(entry.step),
    rate(entry['eval_accuracy'] ?? 0, entry['eval_accuracy_low'] ?? 0, entry['eval_accuracy_high'] ?? 1),
    String(entry['eval_accuracy_n'] ?? 0),
    accuracyDelta(entry),
  ]);
}

function accuracyDelta(entry: TrainingLogEntry): string {
  const value = entry['eval_accuracy_delta'];
  if (value === undefined) return '';
  return change(value, entry['eval_accuracy_delta_low'] ?? -1, entry['eval_accuracy_delta_high'] ?? 1);
}

function probeRows(probes: readonly ProbePoint[]): string[][] {
  return suiteKinds.flatMap((kind) =>
    endsOf(probes.filter((point) => point.kind === kind)).map((point) => [
      probeLabels[kind],
      String(point.step),
      point.n === 0 ? 'none usable' : rate(point.handledWell / point.n, point.low, point.high),
      point.unusable === undefined ? String(point.n) : `${point.n} of ${point.n + point.unusable}`,
      point.delta === null ? '' : change(point.delta.value, point.delta.low, point.delta.high),
    ]),
  );
}

/** First and last; one of them where they are the same. */
function endsOf<T>(items: readonly T[]): T[] {
  return items.filter((_, index) => index === 0 || index === items.length - 1);
}

/** "81.3% [64.0, 92.1]". */
export function rate(value: number, low: number, high: number): string {
  return `${formatPercent(value)} ${formatPercentInterval({ low, high })}`;
}

/** "+1.3 pp [−2.1, +4.7]". */
export function change(value: number, low: number, high: number): string {
  return `${formatPp(value)} ${formatPointsInterval({ low, high })}`;
}
