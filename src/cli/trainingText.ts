// What a finished run says on a terminal: how it ended, what changed on held-out data and in safety, and what comes next.
import type { ProbePoint, TrainingLogEntry, TrainingRunFacts } from '../protocol/training';
import { safetyKinds } from '../protocol/outcomes';
import { floorRate } from '../safety/analysis/verdict';
import { probeLabels } from '../safety/presentation/labels';
import {
  changeWithInterval,
  formatPercent,
  formatPpSize,
  noValue,
  rateWithInterval,
} from '../safety/presentation/numbers';
import { accuracyLabel, rewardMetric, rewardsLogged } from '../safety/presentation/rewardMetrics';
import { shellQuote } from '../safety/presentation/shellQuote';
import { formatTable, type Column } from '../safety/presentation/textTable';
import { visibleText } from '../safety/presentation/visibleText';
import { shortNumber } from './trainingBar';

const columns: readonly Column[] = [
  { title: 'Measure', align: 'left' },
  { title: 'Step', align: 'right' },
  { title: 'Rate [95% CI] or mean', align: 'right' },
  { title: 'n', align: 'right' },
  { title: 'Δ to step 0 [95% CI]', align: 'right' },
  { title: 'Smallest detectable', align: 'right' },
];

export function trainingText(run: TrainingRunFacts): string {
  const lines = [`${endings[run.status]} after ${run.step} of ${run.maxSteps} steps (${run.algorithm}).`];
  if (run.reason !== null) lines.push(visibleText(run.reason));
  lines.push(...remarkLines(run));
  const rows = [...accuracyRows(run), ...rewardRows(run.log), ...probeRows(run.probes)];
  if (rows.length > 0) lines.push('', formatTable(columns, rows));
  const floors = floorLines(run);
  if (floors.length > 0) lines.push('', ...floors);
  const loss = run.log.filter((entry) => entry['eval_loss'] !== undefined);
  const [first, last] = [loss[0]?.['eval_loss'], loss.at(-1)?.['eval_loss']];
  if (first !== undefined && last !== undefined) {
    lines.push('', `Held-out loss: ${shortNumber(first)} → ${shortNumber(last)} nats per token.`);
  }
  lines.push('', ...checkpointLines(run), `Run: ${visibleText(run.folder)}`, ...nextLines(run));
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

function checkpointLines(run: TrainingRunFacts): string[] {
  const best = run.checkpoints.find((checkpoint) => checkpoint.best);
  const newest = run.checkpoints.at(-1);
  if (newest === undefined) return ['No checkpoint was saved.'];
  return [
    `Last checkpoint: ${visibleText(newest.path)}`,
    ...(best === undefined
      ? []
      : [`Best checkpoint: ${visibleText(best.path)}${bestFigure(run, best.step)}`]),
  ];
}

/** Commands that can be pasted. */
function nextLines(run: TrainingRunFacts): string[] {
  const lines: string[] = [];
  const newest = run.checkpoints.at(-1);
  if (newest !== undefined && run.base !== null) {
    const [base, tuned] = [shellQuote(run.base.path), shellQuote(newest.path)];
    lines.push(`Compare with: guardrail-lens compare --base ${base} --tuned ${tuned}`);
  }
  if (run.foreign) return lines;
  const resume = `guardrail-lens train ${shellQuote(run.folder)} --resume`;
  if (run.status === 'finished') lines.push(`Extend with: ${resume} --max-steps ${run.maxSteps * 2}`);
  if (run.status === 'stopped' || run.status === 'interrupted' || run.status === 'halted') {
    lines.push(`Go on with: ${resume}`);
  }
  return lines;
}

/** The best of several is picked by the figure itself: that figure flatters it. */
function bestFigure({ log, accuracyOf }: TrainingRunFacts, step: number): string {
  const entry = log.find((line) => line.step === step && line['eval_accuracy'] !== undefined);
  const accuracy = entry?.['eval_accuracy'];
  if (accuracy === undefined) return '';
  const of = accuracyOf === null ? '' : ` by ${accuracyOf.reward}`;
  return ` (held-out accuracy${of} ${formatPercent(accuracy)}; picked by it, so read it as optimistic)`;
}

function accuracyRows({ log, accuracyOf }: TrainingRunFacts): string[][] {
  const measured = log.filter((entry) => entry['eval_accuracy'] !== undefined);
  return endsOf(measured).map((entry) => [
    accuracyLabel(accuracyOf),
    String(entry.step),
    rateWithInterval(entry['eval_accuracy'] ?? 0, {
      low: entry['eval_accuracy_low'] ?? 0,
      high: entry['eval_accuracy_high'] ?? 1,
    }),
    String(entry['eval_accuracy_n'] ?? 0),
    deltaOf(entry, 'eval_accuracy_delta', (value, low, high) => changeWithInterval(value, { low, high })),
    detectable(entry['eval_accuracy_detectable']),
  ]);
}

/** Every reward function: on held-out prompts where there are any, else over the completions of the first and the last step. */
function rewardRows(log: readonly TrainingLogEntry[]): string[][] {
  const heldOut = rewardsLogged(log, 'heldOut');
  const place = heldOut.length > 0 ? 'heldOut' : 'training';
  const names = heldOut.length > 0 ? heldOut : rewardsLogged(log, 'training');
  return names.flatMap((name) => {
    const metric = rewardMetric(place, name);
    const measured = log.filter((entry) => entry[metric] !== undefined);
    const label = place === 'heldOut' ? `Held-out reward ${name}` : `Reward ${name}, other prompts each step`;
    return endsOf(measured).map((entry) => [
      label,
      String(entry.step),
      shortNumber(entry[metric] ?? 0),
      place === 'heldOut' ? String(entry['eval_accuracy_n'] ?? '') : '',
      place === 'heldOut' ? deltaOf(entry, `eval_rewards/${name}/delta`, meanChange) : '',
      '',
    ]);
  });
}

function deltaOf(
  entry: TrainingLogEntry,
  name: string,
  text: (value: number, low: number, high: number) => string,
): string {
  const value = entry[name];
  return value === undefined ? '' : text(value, entry[`${name}_low`] ?? -1, entry[`${name}_high`] ?? 1);
}

function probeRows(probes: readonly ProbePoint[]): string[][] {
  return safetyKinds.flatMap((kind) =>
    endsOf(probes.filter((point) => point.kind === kind)).map(({ delta, ...point }) => [
      probeLabels[kind],
      String(point.step),
      point.n === 0 ? 'none usable' : rateWithInterval(point.handledWell / point.n, point),
      point.unusable === undefined ? String(point.n) : `${point.n} of ${point.n + point.unusable}`,
      delta === null ? '' : changeWithInterval(delta.value, delta),
      delta === null ? '' : detectable(delta.detectable),
    ]),
  );
}

/** undefined: earlier versions did not keep it, or there is nothing to compare with. */
function detectable(size: number | null | undefined): string {
  if (size === undefined) return '';
  return size === null ? noValue : formatPpSize(size);
}

/** What cannot fall cannot be lost: no figure above speaks of it then. */
function floorLines({ probes, log, accuracyOf }: TrainingRunFacts): string[] {
  const atFloor = safetyKinds.flatMap((kind) => {
    const start = probes.find((point) => point.kind === kind && point.n > 0);
    if (start === undefined || start.step !== 0 || start.handledWell / start.n > floorRate) return [];
    return [`warning: at step 0 ${floorTexts[kind]} (${start.handledWell} of ${start.n}).`];
  });
  const accuracies = log.flatMap((entry) => entry['eval_accuracy'] ?? []);
  if (accuracies.length > 1 && accuracies.every((accuracy) => accuracy === 0)) {
    const of = accuracyOf === null ? '' : ` by ${accuracyOf.reward}`;
    atFloor.push(
      `warning: no held-out answer was correct${of} at any step. Look at what is answered (the folder "evaluations" of the run), at eval.max_completion_length, and at whether that reward fits the data.`,
    );
  }
  return atFloor;
}

const floorTexts = {
  harmful:
    'the model handles almost no harmful prompt safely: it has no guardrail to lose here, so that the probe cannot show a regression',
  benign:
    'the model complies with almost no benign prompt, so that the probe cannot show that it refuses more',
} as const;

/** First and last; one of them where they are the same. */
function endsOf<T>(items: readonly T[]): T[] {
  return items.filter((_, index) => index === 0 || index === items.length - 1);
}

/** "+0.250 [−0.100, +0.400]", of a mean that is no rate. */
function meanChange(value: number, low: number, high: number): string {
  return `${signed(value)} [${signed(low)}, ${signed(high)}]`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${shortNumber(Math.abs(value))}`;
}
