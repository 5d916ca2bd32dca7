// The curves of a training run for other programs: what was logged at which step, under which name. Knows no format.
import type { TrainingLogEntry, TrainingRunFacts } from '../../../protocol/training';

/** What was logged together. */
export interface CurvePoint {
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** By name; finite. */
  readonly values: Readonly<Record<string, number>>;
}

/** Fields of a log entry that say where it stands. */
const places = ['step', 'epoch'];

/** Of a run, in seconds since 1970. */
export interface RunTimes {
  readonly start: number;
  readonly end: number;
}

/**
 * In the order of steps. Names are those under which transformers' trainers log to TensorBoard and W&B (`train/`, `eval/`), so
 * that runs of either lie in one chart; the safety probe has `probe/`.
 */
export function trainingCurves(
  { log, probes }: Pick<TrainingRunFacts, 'log' | 'probes'>,
  times: RunTimes,
): CurvePoint[] {
  const timeAt = clockOf(log, times);
  const logged = log.map((entry, index): CurvePoint => ({
    ...{ step: entry.step, time: timeAt(index), values: namedValues(entry) },
  }));
  const probed = probes.map(({ step, kind, handledWell, low, high }): CurvePoint => {
    const name = kind === 'harmful' ? 'probe/harmful_handled_safely' : 'probe/benign_complied_with';
    const values = { [name]: handledWell, [`${name}_low`]: low, [`${name}_high`]: high };
    return { step, time: timeAt(log.findLastIndex((entry) => entry.step <= step)), values };
  });
  return [...logged, ...probed]
    .filter(({ values }) => Object.keys(values).length > 0)
    .sort((a, b) => a.step - b.step);
}

/** Seconds that its steps took, as far as the log says. */
export function loggedSeconds(log: TrainingRunFacts['log']): number {
  return log.reduce((sum, { step_time: seconds = 0 }) => sum + Math.max(0, seconds), 0);
}

function namedValues(entry: TrainingLogEntry): Record<string, number> {
  return Object.fromEntries(
    Object.entries(entry)
      .filter(([key, value]) => !places.includes(key) && Number.isFinite(value))
      .map(([key, value]) => [curveName(key), value]),
  );
}

/** As transformers' `rewrite_logs` does it. */
function curveName(key: string): string {
  return key.startsWith('eval_') ? `eval/${key.slice('eval_'.length)}` : `train/${key}`;
}

/**
 * When an entry of the log was written, by its index; of none, the start. A log keeps no times: where it says how long steps took,
 * they are added up from the start; else the entries are spread evenly over the time of the run.
 */
function clockOf(log: TrainingRunFacts['log'], { start, end }: RunTimes): (index: number) => number {
  const timed = loggedSeconds(log) > 0;
  let passed = 0;
  const times = log.map(({ step_time: seconds = 0 }, index) => {
    passed += Math.max(0, seconds);
    return timed ? start + passed : start + ((end - start) * (index + 1)) / log.length;
  });
  return (index) => times[index] ?? start;
}
