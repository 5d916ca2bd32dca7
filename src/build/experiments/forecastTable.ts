// Forecast against observed, as a table: at equal β, and at equal measured KL.
import type { AuditSummary } from '../../protocol/audit';
import type { TrainingRunFacts } from '../../protocol/training';
import { forecastDrift, type RewardedSample } from '../../safety/drift/driftForecast';
import { betaOfKl } from '../../safety/drift/equalKl';
import { formatPoints, formatPointsInterval, noValue } from '../../safety/presentation/numbers';
import { clusterDeltaInterval } from '../../safety/statistics/clusterDelta';
import { plainTable } from './plainTable';

export interface TrainedBeta {
  readonly beta: number;
  readonly run: Pick<TrainingRunFacts, 'log' | 'status' | 'step' | 'maxSteps'>;
  /** Of the trained policy, on the same prompts. */
  readonly tuned: Pick<AuditSummary, 'promptReadings'>;
}

/** Logged steps whose mean is the KL at the end. */
const lastSteps = 10;

/** A Markdown table; a run that did not finish is named as such. `samples`: the base's, by prompt. */
export function forecastTable(
  base: AuditSummary,
  samples: readonly (readonly RewardedSample[])[],
  trained: readonly TrainedBeta[],
): string {
  const [sum] = base.groups[0]?.rewards ?? [];
  const rows = trained.map(({ beta, run, tuned }) => {
    const forecast = sum?.forecast.find((one) => one.beta === beta);
    const observed = observedDrift(base, tuned);
    const kl = finalKl(run);
    const equal = kl === null ? null : betaOfKl(samples, kl);
    const atKl =
      equal === null
        ? null
        : forecastDrift(
            samples.map((own) => ({ samples: own, rewardVaries: true })),
            equal,
            0,
          );
    return [
      String(beta),
      `${run.step} of ${run.maxSteps}${run.status === 'finished' ? '' : `, ${run.status}`}`,
      forecast === undefined
        ? noValue
        : `${change(forecast.drift)}${forecast.trusted ? '' : ' (cannot be told)'}`,
      change(observed),
      kl === null ? noValue : kl.toFixed(3),
      equal === null ? noValue : equal.toPrecision(3),
      atKl === null ? noValue : change({ value: atKl.drift ?? 0, ...atKl.interval }),
    ];
  });
  const head = [
    'β',
    'steps',
    'forecast at β',
    'observed',
    'measured KL',
    'β of that KL',
    'forecast at that KL',
  ];
  return plainTable(head, rows);
}

/** Change of the rate handled well, mean over prompts with an answer of both, with its interval over prompts. */
export function observedDrift(
  base: Pick<AuditSummary, 'promptReadings'>,
  tuned: Pick<AuditSummary, 'promptReadings'>,
): { readonly value: number; readonly low: number; readonly high: number } {
  const after = new Map(tuned.promptReadings.map((one) => [`${one.suiteId}/${one.itemId}`, one]));
  const changes = base.promptReadings.flatMap((before) => {
    const now = after.get(`${before.suiteId}/${before.itemId}`);
    if (now === undefined || now.answers === 0 || before.answers === 0) return [];
    return [now.well / now.answers - before.well / before.answers];
  });
  const value = changes.reduce((total, one) => total + one, 0) / changes.length;
  const interval = clusterDeltaInterval(
    { sums: Float64Array.from(changes), sizes: new Float64Array(changes.length).fill(1) },
    0,
  );
  return { value, ...interval };
}

/** Nats per answer: k3 per token times the mean length, over the last steps. null: not logged. */
export function finalKl({ log }: Pick<TrainingRunFacts, 'log'>): number | null {
  const last = log
    .flatMap((entry) => {
      const [kl, length] = [entry['kl'], entry['completions/mean_length']];
      return kl === undefined || length === undefined ? [] : [kl * length];
    })
    .slice(-lastSteps);
  return last.length === 0 ? null : last.reduce((total, one) => total + one, 0) / last.length;
}

function change(drift: { readonly value: number; readonly low: number; readonly high: number }): string {
  return `${formatPoints(drift.value)} ${formatPointsInterval(drift)}`;
}
