// Requests about runs on clusters. They wait for the network alone, so none of them queues.
import {
  endServing,
  giveSignOfLife,
  servedName,
  serveModels,
  servingUrl,
} from '../cluster/serving/serveModels';
import { checkTarget } from '../cluster/checkTarget';
import { followJob } from '../cluster/followJob';
import { submitComparison } from '../cluster/submitComparison';
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
  | 'submitComparison'
  | 'listClusterJobs'
  | 'followClusterJob'
  | 'stopClusterJob'
  | 'serveModels'
  | 'awaitServing'
  | 'keepServing'
  | 'endServing';

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
    submitComparison: async ({ target, options, apiKeys }, call) =>
      submitComparison(
        await openTarget(target, apiKeys),
        options,
        context().settings.mediaFolder,
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
    serveModels: async ({ target, apiKeys, ...wanted }, call) => ({
      name: servedName(wanted.base),
      jobs: await serveModels(
        await openTarget(target, apiKeys),
        wanted,
        context().settings.mediaFolder,
        call.signal,
      ),
    }),
    awaitServing: async ({ target, jobs, apiKeys }, call) => {
      const open = await openTarget(target, apiKeys);
      const urls = jobs.map(({ job }) =>
        servingUrl(open, job, (log) => call.progress({ job, log }), call.signal),
      );
      return { urls: await Promise.all(urls) };
    },
    keepServing: async ({ jobs }) => {
      await Promise.all(jobs.map(giveSignOfLife));
      return null;
    },
    endServing: async ({ target, jobs, apiKeys }) => {
      const open = await openTarget(target, apiKeys);
      const ended = await Promise.allSettled(jobs.map((job) => endServing(open, job)));
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
      return null;
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
