// A job's log as it grows, until the job has ended. A cluster that cannot be reached for a while loses nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterJob, ClusterJobNews } from '../../protocol/cluster';
import { GuardrailError } from '../../protocol/errors';
import { cancelled, throwIfCancelled } from '../cancellation';
import { clusterJob, type OpenTarget } from './targets/openTarget';

export interface FollowOptions {
  readonly onNews: (news: ClusterJobNews) => void;
  /** Between two looks, milliseconds; else the scheduler's own pace. */
  readonly interval?: number;
}

/** Looks at a job that has ended without getting its log, which may be larger than is read. */
const mostWithoutLog = 3;

/**
 * Reports what is new, and returns the job when it has ended. Cancelling ends the following, not the job.
 * @throws GuardrailError endpointFailed where there is no such job, cancelled
 */
export async function followJob(
  { target, jobs }: OpenTarget,
  id: string,
  { onNews, interval = jobs.pace }: FollowOptions,
  signal: AbortSignal,
): Promise<ClusterJob> {
  let known = await jobs.job(id, signal);
  let said = 0;
  let reported = '';
  let withoutLog = 0;
  for (;;) {
    let unreachable: string | null = null;
    let log = '';
    let asked = false;
    try {
      known = await jobs.job(id, signal);
      asked = true;
      ({ text: log, next: said } = await jobs.log(id, said, signal));
      withoutLog = 0;
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof GuardrailError) || error.code !== 'endpointFailed') throw error;
      unreachable = error.message;
      if (asked) withoutLog++;
    }
    const state = JSON.stringify([known.status, known.message, unreachable]);
    if (log !== '' || state !== reported)
      onNews({ status: known.status, message: known.message, log, unreachable });
    reported = state;
    const ended = known.status !== 'pending' && known.status !== 'running';
    if (ended && (unreachable === null || withoutLog >= mostWithoutLog)) return clusterJob(target, known);
    await sleep(interval, undefined, { signal }).catch(() => {
      throw cancelled();
    });
  }
}
