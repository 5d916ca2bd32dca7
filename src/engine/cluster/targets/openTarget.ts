// A target with the way to its jobs.
import type { ClusterJob, ClusterTarget } from '../../../protocol/cluster';
import type { ApiKeys } from '../../../protocol/contracts';
import type { HttpClientOptions } from '../../network/httpClient';
import { keyFor } from '../../network/hostKeys';
import { RayJobs, type RayJob } from '../ray/rayJobs';
import { findTarget } from './targetsFile';

/** What a job says of itself, by which it is known as one of this product. */
export const jobMetadata = { folder: 'guardrail_lens_folder', target: 'guardrail_lens_target' } as const;

export interface OpenTarget {
  readonly target: ClusterTarget;
  readonly jobs: RayJobs;
}

/** @throws GuardrailError invalidRequest (no such target, an address that cannot be asked), configInvalid */
export async function openTarget(
  name: string,
  apiKeys: ApiKeys = {},
  limits: Omit<HttpClientOptions, 'key'> = {},
): Promise<OpenTarget> {
  const target = await findTarget(name);
  const key = await keyFor(target.address, apiKeys);
  const secrets = target.secretEnv.length > 0;
  return { target, jobs: new RayJobs(target.address, { ...limits, key, secrets }) };
}

export function clusterJob({ name }: ClusterTarget, job: RayJob): ClusterJob {
  const { id, status, message, begun, ended, metadata } = job;
  return { id, target: name, status, message, begun, ended, folder: metadata[jobMetadata.folder] ?? null };
}
