// A comparison as a job of a cluster: this product's own command line runs there, and its file lies in the shared folder.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SubmittedComparison } from '../../protocol/cluster';
import type { OpenTarget } from './targets/openTarget';
import { makeJobFolder, pythonEnvironment, remotePath } from './targets/sharedFolder';
import { jobVariables } from './targets/targetsFile';

/**
 * @param options of `guardrail-lens compare`, with checkpoints as the cluster knows them
 * @throws GuardrailError invalidRequest, endpointFailed, cancelled
 */
export async function submitComparison(
  { target, jobs }: OpenTarget,
  options: readonly string[],
  mediaFolder: string,
  signal?: AbortSignal,
): Promise<SubmittedComparison> {
  const variables = jobVariables(target);
  await jobs.version(signal);
  const job = `compare-${randomBytes(4).toString('hex')}`;
  const folder = await makeJobFolder(target, job, mediaFolder);
  const path = join(folder, 'comparison.glens');
  await jobs.submit(
    {
      id: job,
      command: [
        ...[target.python, '-m', 'guardrail_lens.cli', 'compare', ...options],
        ...['--out', remotePath(target, path)],
      ],
      env: { ...variables, ...pythonEnvironment(target, folder) },
      gpus: target.gpus,
      folder: null,
    },
    signal,
  );
  return { job, path };
}
