// One line of progress of a training run; plain lines now and then where there is no terminal.
import type { TrainingProgress } from '../protocol/training';
import { rewardMetric, rewardsLogged } from '../safety/presentation/rewardMetrics';
import { formatSeconds, type ProgressOutput } from './progressBar';
import { statusLine } from './terminal';

const phaseNames: Record<TrainingProgress['phase'], string> = {
  opening: 'opening',
  trial: 'trying a first step',
  rollout: 'completions',
  reward: 'rewards',
  scoring: 'scoring',
  update: 'update',
  evaluation: 'evaluation',
  probe: 'safety probe',
  saving: 'saving',
  paused: 'paused',
};
const barWidth = 24;
const plainLineEvery = 10_000;

/** Metrics that are worth a place in the line, in this order, with short names. */
const shown = [
  ['reward', 'reward'],
  ['eval_accuracy', 'held out'],
  ['loss', 'loss'],
  ['kl', 'kl'],
  ['completions/mean_length', 'length'],
] as const;

export class TrainingBar {
  private lastDraw = 0;
  private lastLine = 0;
  private metrics: Readonly<Record<string, number>> = {};
  /** The reward function that the held-out accuracy is of. */
  private accuracyOf: string | null = null;

  constructor(
    private readonly out: ProgressOutput = statusLine,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Once it is known what the run measures. */
  name(accuracyOf: string | null): void {
    this.accuracyOf = accuracyOf;
  }

  show(progress: TrainingProgress): void {
    const fresh = progress.log !== null;
    if (progress.log !== null) this.metrics = { ...this.metrics, ...progress.log };
    const now = this.now();
    const line = trainingLine(progress, this.metrics, this.accuracyOf);
    if (this.out.isTTY === true) {
      if (!fresh && now - this.lastDraw < 100) return;
      this.lastDraw = now;
      this.out.write(`\r\u001b[K${line}`);
    } else if (now - this.lastLine >= plainLineEvery || this.lastLine === 0) {
      this.lastLine = now;
      this.out.write(`${line}\n`);
    }
  }

  /** A line of its own, above the bar. */
  say(line: string): void {
    this.out.write(`${this.out.isTTY === true ? '\r\u001b[K' : ''}${line}\n`);
  }

  end(): void {
    if (this.out.isTTY === true) this.out.write('\r\u001b[K');
  }
}

export function trainingLine(
  progress: TrainingProgress,
  metrics: Readonly<Record<string, number>>,
  accuracyOf: string | null = null,
): string {
  const share = progress.maxSteps === 0 ? 0 : progress.step / progress.maxSteps;
  const filled = Math.round(share * barWidth);
  const parts = [
    `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`,
    `${progress.step}/${progress.maxSteps}`,
    phaseNames[progress.phase],
  ];
  for (const [name, label] of shown) {
    const value = metrics[name];
    if (value === undefined) continue;
    const of = name === 'eval_accuracy' && accuracyOf !== null ? ` ${accuracyOf}` : '';
    parts.push(`${label}${of} ${shortNumber(value)}${name === 'reward' ? ofEach(metrics) : ''}`);
  }
  if (progress.tokensPerSecond !== null) parts.push(`${progress.tokensPerSecond.toFixed(0)} tok/s`);
  if (progress.secondsLeft !== null) parts.push(`${formatSeconds(progress.secondsLeft)} left`);
  return parts.join('  ');
}

/** " (number 0.000, format 0.900)" where several functions make the reward; nothing for one. */
function ofEach(metrics: Readonly<Record<string, number>>): string {
  const names = rewardsLogged([{ step: 0, ...metrics }], 'training');
  if (names.length < 2) return '';
  const each = names.map((name) => `${name} ${shortNumber(metrics[rewardMetric('training', name)] ?? NaN)}`);
  return ` (${each.join(', ')})`;
}

export function shortNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toExponential(1);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
}
