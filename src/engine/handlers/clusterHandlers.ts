// Requests about runs on clusters. They wait for the network alone, so none of them queues.
import { checkTarget } from '../cluster/checkTarget';
import { followJob } from '../cluster/followJob';
import { submitRun } from '../cluster/submitRun';
import { clusterJob, openTarget, type OpenTarget } from '../cluster/targets/openTarget';
import { addTarget, listTargets, targetsFile } from '../cluster/targets/targetsFile';
import type { ClusterJob, ClusterJobNews } from '../../protocol/cluster';
import { keepJobEnd } from '../training/run/runJob';
import type { EngineContext } from '../engineContext';
import type { Handlers } from '../rpc/answerRequests';

type ClusterRequest =
  | 'listTargets'
  | 'addTarget'
  | 'checkTarget'
  | 'submitTraining'
  | 'listClusterJobs'
  | 'followClusterJob'
  | 'stopClusterJob';

export function clusterHandlers(context: () => EngineContext): Pick<Handlers, ClusterRequest> {
  return {
    listTargets: async () => ({ file: targetsFile(), targets: await listTargets() }),
    addTarget: ({ name, target }) => addTarget(name, target),
    checkTarget: async ({ target, apiKeys }, call) =>
      checkTarget(await openTarget(target, apiKeys), context().settings.mediaFolder, call.signal),
    submitTraining: async ({ target, configPath, apiKeys }, call) =>
      submitRun(
        await openTarget(target, apiKeys),
        { configPath, mediaFolder: context().settings.mediaFolder },
        call.signal,
      ),
    listClusterJobs: async ({ target: name, apiKeys }, call) => {
      const { target, jobs } = await openTarget(name, apiKeys);
      const all = await jobs.list(call.signal);
      return all.map((job) => clusterJob(target, job));
    },
    followClusterJob: async ({ target, job, apiKeys }, call) =>
      followedToEnd(await openTarget(target, apiKeys), job, call),
    stopClusterJob: async ({ target, job, apiKeys }, call) => {
      const { jobs } = await openTarget(target, apiKeys);
      return { stopped: await jobs.stop(job, call.signal) };
    },
  };
}

async function followedToEnd(
  open: OpenTarget,
  id: string,
  { progress, signal }: { readonly progress: (news: ClusterJobNews) => void; readonly signal: AbortSignal },
): Promise<ClusterJob> {
  const job = await followJob(open, id, { onNews: progress }, signal);
  const { status, message, folder } = job;
  if (folder !== null && status !== 'pending' && status !== 'running')
    await keepJobEnd(folder, id, { status, message });
  return job;
}
