// The log of a run as one row per step: Trainers log a step's training and evaluation apart. Must not know the DOM.
import type { TrainingLogEntry } from '../../../src/protocol/training';

/** One row per step, rising; where entries of a step name the same metric, the later one counts. */
export function mergedLog(log: readonly TrainingLogEntry[]): readonly TrainingLogEntry[] {
  const rows = new Map<number, TrainingLogEntry>();
  for (const entry of log) rows.set(entry.step, { ...rows.get(entry.step), ...entry });
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

/** Every metric that any row has, in the order of their first appearance. */
export function metricNames(log: readonly TrainingLogEntry[]): readonly string[] {
  const names = new Set(log.flatMap((entry) => Object.keys(entry)));
  names.delete('step');
  return [...names];
}
