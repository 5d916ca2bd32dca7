// A target with the way to its jobs.
import type { ClusterJob, ClusterTarget } from '../../../protocol/cluster';
import type { ApiKeys } from '../../../protocol/contracts';
import type { HttpClientOptions } from '../../network/httpClient';
import { keyFor } from '../../network/hostKeys';
import type { ClusterJobs, SchedulerJob } from '../clusterJobs';
import { RayJobs } from '../ray/rayJobs';
import { commandsOver } from '../slurm/commandRunner';
import { SlurmJobs } from '../slurm/slurmJobs';
import { findTarget } from './targetsFile';

export interface OpenTarget {
  readonly target: ClusterTarget;
  readonly jobs: ClusterJobs;
}

/** @throws GuardrailError invalidRequest (no such target, an address that cannot be asked), configInvalid */
export async function openTarget(
  name: string,
  apiKeys: ApiKeys = {},
  limits: Omit<HttpClientOptions, 'key'> = {},
): Promise<OpenTarget> {
  const target = await findTarget(name);
  if (target.kind === 'slurm') return { target, jobs: new SlurmJobs(target, commandsOver(target.address)) };
  const key = await keyFor(target.address, apiKeys);
  const secrets = target.secretEnv.length > 0;
  return { target, jobs: new RayJobs(target.address, { ...limits, name, key, secrets }) };
}

export function clusterJob({ name }: ClusterTarget, job: SchedulerJob): ClusterJob {
  const { id, status, message, begun, ended, folder } = job;
  return { id, target: name, status, message, begun, ended, folder };
}
