// Requests about runs on clusters. They wait for the network alone, so none of them queues.
import { checkTarget } from '../cluster/checkTarget';
import { followJob } from '../cluster/followJob';
import { submitRun } from '../cluster/submitRun';
import { clusterJob, openTarget } from '../cluster/targets/openTarget';
import { listTargets, targetsFile } from '../cluster/targets/targetsFile';
import type { EngineContext } from '../engineContext';
import type { Handlers } from '../rpc/answerRequests';

type ClusterRequest =
  | 'listTargets'
  | 'checkTarget'
  | 'submitTraining'
  | 'listClusterJobs'
  | 'followClusterJob'
  | 'stopClusterJob';

export function clusterHandlers(context: () => EngineContext): Pick<Handlers, ClusterRequest> {
  return {
    listTargets: async () => ({ file: targetsFile(), targets: await listTargets() }),
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
      followJob(await openTarget(target, apiKeys), job, { onNews: call.progress }, call.signal),
    stopClusterJob: async ({ target, job, apiKeys }, call) => {
      const { jobs } = await openTarget(target, apiKeys);
      return { stopped: await jobs.stop(job, call.signal) };
    },
  };
}
