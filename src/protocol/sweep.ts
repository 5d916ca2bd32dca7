// What a sweep found: every setting with its seeds pooled, and the algorithms against each other.
import type { RunContrast, TrainingContrast, TrainingStatus, TrainingSummary } from './training';

export interface SweepRow {
  readonly algorithm: string;
  /** Empty, like `data`, where the sweep has no such axis. */
  readonly model: string;
  readonly data: string;
  /** Of the runs that are pooled: those that finished or halted by themselves. */
  readonly seeds: readonly number[];
  readonly summary: TrainingSummary;
  /** All runs of the setting. */
  readonly runs: readonly {
    readonly name: string;
    readonly seed: number;
    readonly folder: string;
    readonly status: TrainingStatus;
    readonly step: number;
    readonly maxSteps: number;
    /** Why it failed or halted. */
    readonly reason: string | null;
    readonly summary: TrainingSummary;
  }[];
}

/** Two algorithms after training the same model on the same data: second − first, over the seeds that both have. */
export interface SweepContrast {
  readonly model: string;
  readonly data: string;
  readonly first: string;
  readonly second: string;
  /** Whose runs are compared, each with that of its own seed. */
  readonly seeds: readonly number[];
  /** null: not measured on both, or no prompt was answered usably on both. `pHolm`: over all contrasts and measures of the sweep. */
  readonly measures: {
    readonly [Measure in keyof TrainingContrast]: (RunContrast & { readonly pHolm: number }) | null;
  };
  /** What could not be compared, and why. */
  readonly notes: readonly string[];
}

export interface SweepSummary {
  readonly rows: readonly SweepRow[];
  readonly contrasts: readonly SweepContrast[];
}

/** Only runs that came to their own end: the figures of half a run are those of another setting. */
export function isPooled({ status }: { readonly status: TrainingStatus }): boolean {
  return status === 'finished' || status === 'halted';
}
