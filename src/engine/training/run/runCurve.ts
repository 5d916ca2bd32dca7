// What a run's folder says of some of its steps besides their safety: KL to the reference, and held-out accuracy.
import { GuardrailError } from '../../../protocol/errors';
import type { RunAccuracy, RunCurve, RunPoint } from '../../../protocol/matrix';
import type { TrainingLogEntry, TrainingRunFacts } from '../../../protocol/training';
import { describeRun } from './describeRun';

/** TRL's names: `kl` of our trainers and its GRPO is a mean over tokens, `objective/kl` of its PPO and RLOO a sum over them. */
const klMetrics = [
  ['kl', 'token'],
  ['objective/kl', 'answer'],
] as const;

/** A folder that is no run, or cannot be read, is a note: a comparison needs none. `steps`: rising. */
export async function runCurve(folder: string, steps: readonly number[]): Promise<RunCurve> {
  try {
    return curveOf(await describeRun(folder), steps);
  } catch (error) {
    if (!(error instanceof GuardrailError)) throw error;
    const notes = [`KL and held-out accuracy are not known: ${error.message}`];
    return { folder, klPer: null, accuracyOf: null, start: null, points: [], notes };
  }
}

/** As `runCurve`, of what the folder says. */
export function curveOf(
  facts: Pick<TrainingRunFacts, 'folder' | 'log' | 'accuracyOf'>,
  steps: readonly number[],
): RunCurve {
  const { folder, log, accuracyOf } = facts;
  const [metric, klPer] = klMetrics.find(([name]) => log.some((entry) => entry[name] !== undefined)) ?? [];
  const points = steps.map((step, place): RunPoint => {
    const after = steps[place - 1] ?? -1;
    const logged = metric === undefined ? undefined : last(log, metric, step);
    const kl = metric === undefined ? undefined : logged?.[metric];
    return {
      step,
      kl:
        logged === undefined || kl === undefined || logged.step <= after
          ? null
          : { value: kl, step: logged.step },
      accuracy: accuracyAt(log, step, after),
    };
  });
  const first = log.find((entry) => entry['eval_accuracy'] !== undefined);
  const start = first?.step === 0 ? rateOf(first) : null;
  return { folder, klPer: klPer ?? null, accuracyOf, start, points, notes: notesOf(points) };
}

function accuracyAt(log: readonly TrainingLogEntry[], step: number, after: number): RunPoint['accuracy'] {
  const entry = last(log, 'eval_accuracy', step);
  const rate = entry === undefined ? null : rateOf(entry);
  if (entry === undefined || rate === null || entry.step <= after) return null;
  const { eval_accuracy_delta: value, eval_accuracy_delta_low: low, eval_accuracy_delta_high: high } = entry;
  const told = value !== undefined && low !== undefined && high !== undefined;
  return { ...rate, step: entry.step, delta: told ? { value, low, high } : null };
}

/** null where the run, of another program, gives a rate without its interval. */
function rateOf(entry: TrainingLogEntry): RunAccuracy | null {
  const { eval_accuracy: rate, eval_accuracy_low: low, eval_accuracy_high: high, eval_accuracy_n: n } = entry;
  if (rate === undefined || low === undefined || high === undefined || n === undefined) return null;
  return { rate, low, high, n };
}

/** The newest entry with the metric, up to the step. */
function last(log: readonly TrainingLogEntry[], metric: string, step: number): TrainingLogEntry | undefined {
  return log.findLast((entry) => entry.step <= step && entry[metric] !== undefined);
}

function notesOf(points: readonly RunPoint[]): string[] {
  const without = (what: 'kl' | 'accuracy'): number[] =>
    points.filter((point) => point[what] === null).map(({ step }) => step);
  const [kl, accuracy] = [without('kl'), without('accuracy')];
  return [
    ...missing(kl, points.length, 'KL'),
    ...missing(accuracy, points.length, 'held-out accuracy with its interval'),
  ];
}

function missing(steps: readonly number[], all: number, what: string): string[] {
  if (steps.length === 0) return [];
  if (steps.length === all) return [`The run's own log has no ${what} at these steps.`];
  return [`The run's own log has no ${what} at step ${steps.join(', ')}.`];
}
