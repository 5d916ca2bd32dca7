// A job of a cluster as it goes on, on the terminal.
import type { EngineClient } from '../client/engineClient';
import type { ClusterJob } from '../protocol/cluster';
import { exitCodes } from './exitCodes';
import { JobLog } from '../safety/presentation/jobLog';
import { say } from './terminal';

/** Its log and every change; the exit code says how it ended. Ctrl+C leaves the job alone. */
export async function followClusterJob(
  client: EngineClient,
  { target, job }: { readonly target: string; readonly job: string },
  signal: AbortSignal,
): Promise<ClusterJob> {
  let unreachable: string | null = null;
  let status = '';
  const log = new JobLog();
  const leave = (): void =>
    say(`\nThe job goes on. Follow it again: guardrail-lens jobs follow ${target} ${job}\n`);
  signal.addEventListener('abort', leave, { once: true });
  try {
    const ended = await client.request(
      'followClusterJob',
      { target, job, apiKeys: {} },
      {
        signal,
        onProgress: (news) => {
          if (news.unreachable !== null && unreachable === null) {
            say(`${news.unreachable} The job may go on; asking again.\n`);
          }
          if (news.unreachable === null && news.status !== status) say(`${job}: ${news.status}\n`);
          ({ unreachable } = news);
          if (news.unreachable === null) ({ status } = news);
          say(log.take(news.log));
        },
      },
    );
    say(log.end());
    if (ended.status === 'failed') process.exitCode = exitCodes.error;
    if (ended.status === 'stopped') process.exitCode = exitCodes.cancelled;
    if (ended.message !== null && ended.status === 'failed') say(`${ended.message}\n`);
    return ended;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
