// What `squeue --json` says (Slurm 21.08 to 25.05: a state is a text or a list of texts, a time is a number or an object).
import { z } from 'zod';
import type { ClusterJobStatus } from '../../../protocol/cluster';
import { isoTime } from '../isoTime';
import { parseHostileJson } from '../../files/parseHostileJson';

export interface QueuedJob {
  /** Slurm's number. */
  readonly number: number;
  readonly name: string;
  readonly status: ClusterJobStatus;
  /** Why it waits or did not succeed, in Slurm's words. */
  readonly message: string | null;
  /** UTC, ISO 8601. */
  readonly begun: string | null;
  readonly ended: string | null;
}

/** Base states and the flags beside them (slurm.h, job_states). */
const statuses: Readonly<Record<string, ClusterJobStatus>> = {
  PENDING: 'pending',
  RUNNING: 'running',
  SUSPENDED: 'running',
  COMPLETED: 'succeeded',
  CANCELLED: 'stopped',
  FAILED: 'failed',
  TIMEOUT: 'failed',
  NODE_FAIL: 'failed',
  PREEMPTED: 'failed',
  BOOT_FAIL: 'failed',
  DEADLINE: 'failed',
  OUT_OF_MEMORY: 'failed',
  LAUNCH_FAILED: 'failed',
  RECONFIG_FAIL: 'failed',
  // Flags: while a job is being ended or put back its base state is that of what it was.
  COMPLETING: 'running',
  CONFIGURING: 'pending',
  POWER_UP_NODE: 'pending',
  REQUEUED: 'pending',
  REQUEUE_FED: 'pending',
  REQUEUE_HOLD: 'pending',
  RESV_DEL_HOLD: 'pending',
  SPECIAL_EXIT: 'pending',
  EXPEDITING: 'pending',
  STOPPED: 'running',
  SIGNALING: 'running',
  STAGE_OUT: 'running',
  RESIZING: 'running',
  REVOKED: 'stopped',
};
/** Of several, the first of these that is among them counts. */
const order: readonly ClusterJobStatus[] = ['pending', 'running', 'stopped', 'failed', 'succeeded'];

const number = z.union([
  z.number(),
  z
    .object({ set: z.boolean(), infinite: z.boolean().optional(), number: z.number() })
    .transform((value) => (value.set && value.infinite !== true ? value.number : 0)),
]);
const jobSchema = z.object({
  job_id: number,
  name: z.string().nullish(),
  job_state: z.union([z.string().transform((state) => [state]), z.array(z.string())]),
  state_reason: z.string().nullish(),
  start_time: number.nullish(),
  end_time: number.nullish(),
  exit_code: z.unknown().optional(),
});
const outputSchema = z.object({ jobs: z.array(jobSchema) });
/** Of 23.02 and newer. */
const endSchema = z.object({ return_code: number });

/** A state that is not known counts as running: what is taken for ended is not looked at again. @throws SyntaxError, ZodError */
export function parseSqueue(text: string): QueuedJob[] {
  const { jobs } = outputSchema.parse(parseHostileJson(text));
  return jobs.map((job) => {
    const known = job.job_state.map((state) => statuses[state.toUpperCase()]);
    const status = order.find((one) => known.includes(one)) ?? 'running';
    const ended = status !== 'pending' && status !== 'running';
    return {
      number: job.job_id,
      name: job.name ?? '',
      status,
      message: messageOf(status, job),
      // A job that waits has the time when it is expected to begin, and one that runs that when it has to end.
      begun: status === 'pending' ? null : ofSeconds(job.start_time),
      ended: ended ? ofSeconds(job.end_time) : null,
    };
  });
}

function messageOf(status: ClusterJobStatus, job: z.infer<typeof jobSchema>): string | null {
  const reason = job.state_reason ?? 'None';
  if (status === 'pending') return reason === 'None' ? null : `Slurm: it waits (${reason})`;
  if (status !== 'failed') return null;
  const code = endCode(job.exit_code);
  const words = [
    job.job_state.join(', '),
    ...(reason === 'None' || reason === 'NonZeroExitCode' ? [] : [reason]),
  ];
  return `Slurm: ${words.join(', ')}${code === null || code === 0 ? '' : `, exit code ${code}`}`;
}

/** Before 23.02 a wait status: the exit code times 256, plus a signal. */
function endCode(value: unknown): number | null {
  if (typeof value === 'number') return value >> 8;
  const parsed = endSchema.safeParse(value);
  return parsed.success ? parsed.data.return_code : null;
}

function ofSeconds(seconds: number | null | undefined): string | null {
  return isoTime(typeof seconds === 'number' ? seconds * 1000 : null);
}
