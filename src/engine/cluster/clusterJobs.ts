// Jobs of a cluster, of whatever scheduler: what is asked of one, and what it says. Knows no training.
import type { ClusterJobStatus } from '../../protocol/cluster';

export interface SchedulerJob {
  readonly id: string;
  readonly status: ClusterJobStatus;
  /** What the scheduler says of it. */
  readonly message: string | null;
  /** UTC, ISO 8601. */
  readonly begun: string | null;
  readonly ended: string | null;
  /** Of the run, here; null where there is none. */
  readonly folder: string | null;
}

export interface JobSubmission {
  /** Unique: a request that is sent twice starts one job. */
  readonly id: string;
  /** An argument array. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly gpus: number;
  /** Of the run, here; null: it trains none. */
  readonly folder: string | null;
  /** Ended within seconds, and of no interest afterwards: no list shows it. */
  readonly passing?: true;
}

export interface JobLogPart {
  readonly text: string;
  /** Where the next part begins. */
  readonly next: number;
}

/** Methods throw GuardrailError endpointFailed where the scheduler cannot be asked or turns a request down, and cancelled. */
export interface ClusterJobs {
  /** Between two looks at a job, milliseconds. */
  readonly pace: number;
  /** Name and version of the scheduler. */
  version(signal?: AbortSignal): Promise<string>;
  /** A submission that is there already is not made again. */
  submit(job: JobSubmission, signal?: AbortSignal): Promise<void>;
  job(id: string, signal?: AbortSignal): Promise<SchedulerJob>;
  /** Those of this product, newest first. */
  list(signal?: AbortSignal): Promise<SchedulerJob[]>;
  /** What it has written since `from`, which is 0 or the `next` of an earlier part; a log that was begun anew is given whole. */
  log(id: string, from: number, signal?: AbortSignal): Promise<JobLogPart>;
  /** Whether it ran or waited. */
  stop(id: string, signal?: AbortSignal): Promise<boolean>;
}
