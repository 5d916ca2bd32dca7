// A job's log as it grows, until the job has ended. A cluster that cannot be reached for a while loses nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterJob, ClusterJobNews } from '../../protocol/cluster';
import { GuardrailError } from '../../protocol/errors';
import { cancelled, throwIfCancelled } from '../cancellation';
import { clusterJob, type OpenTarget } from './targets/openTarget';

export interface FollowOptions {
  readonly onNews: (news: ClusterJobNews) => void;
  /** Between two looks, milliseconds. */
  readonly interval?: number;
}

/**
 * Reports what is new, and returns the job when it has ended. Cancelling ends the following, not the job.
 * @throws GuardrailError endpointFailed where there is no such job, cancelled
 */
export async function followJob(
  { target, jobs }: OpenTarget,
  id: string,
  { onNews, interval = 2000 }: FollowOptions,
  signal: AbortSignal,
): Promise<ClusterJob> {
  let known = await jobs.job(id, signal);
  let said = 0;
  let reported = '';
  for (;;) {
    let unreachable: string | null = null;
    let log = '';
    try {
      known = await jobs.job(id, signal);
      const all = await jobs.logs(id, signal);
      // A job that Ray starts again has a log of its own.
      if (all.length < said) said = 0;
      log = all.slice(said);
      said = all.length;
    } catch (error) {
      throwIfCancelled(signal);
      if (!(error instanceof GuardrailError) || error.code !== 'endpointFailed') throw error;
      unreachable = error.message;
    }
    const state = `${known.status} ${unreachable ?? ''}`;
    if (log !== '' || state !== reported) onNews({ status: known.status, log, unreachable });
    reported = state;
    if (unreachable === null && known.status !== 'pending' && known.status !== 'running') {
      return clusterJob(target, known);
    }
    await sleep(interval, undefined, { signal }).catch(() => {
      throw cancelled();
    });
  }
}
