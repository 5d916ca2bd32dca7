// Servers of a model and its adapters as jobs of a cluster, one per replica; each says in its log where it is reached.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ServeModels, ServingJob } from '../../../protocol/cluster';
import { GuardrailError } from '../../../protocol/errors';
import { cancelled } from '../../cancellation';
import { writeFileAtomically } from '../../files/atomicFile';
import type { OpenTarget } from '../targets/openTarget';
import { makeJobFolder, pythonEnvironment, remotePath } from '../targets/sharedFolder';
import { jobVariables } from '../targets/targetsFile';
import { checkVllmOptions } from './vllmOptions';

/** The client's sign of life, in the job's folder. */
const aliveFile = 'client';

const servingSchema = z.object({
  guardrail_lens_serving: z.object({ url: z.url({ protocol: /^https?$/u }) }),
});

/**
 * Submits the jobs. Where one is not taken, those before it are stopped.
 * @throws GuardrailError invalidRequest (an option that vLLM has not, a secret that is not set), endpointFailed, cancelled
 */
export async function serveModels(
  { target, jobs }: OpenTarget,
  { base, adapters, replicas, vllm }: ServeModels,
  mediaFolder: string,
  signal?: AbortSignal,
): Promise<ServingJob[]> {
  checkVllmOptions(vllm);
  if (base.startsWith('-'))
    throw new GuardrailError('invalidRequest', `${base} is no model.`, 'Name a folder or a repository.');
  const variables = jobVariables(target);
  await jobs.version(signal);
  const serve = [
    base,
    `--served-model-name=${servedName(base)}`,
    ...(target.gpus > 1 ? [`--tensor-parallel-size=${target.gpus}`] : []),
    ...vllm,
  ];
  const begun: ServingJob[] = [];
  try {
    for (let replica = 0; replica < replicas; replica++) {
      const job = `serve-${randomBytes(4).toString('hex')}`;
      const folder = await makeJobFolder(target, job, mediaFolder);
      const alive = join(folder, aliveFile);
      await giveSignOfLife({ job, alive });
      const wanted = { serve, adapters, alive: remotePath(target, alive) };
      await jobs.submit(
        {
          id: job,
          command: [target.python, '-m', 'guardrail_lens.serve', JSON.stringify(wanted)],
          env: { ...variables, ...pythonEnvironment(target, folder) },
          gpus: target.gpus,
          folder: null,
        },
        signal,
      );
      begun.push({ job, alive });
    }
    return begun;
  } catch (error) {
    for (const { job } of begun) await jobs.stop(job).catch(() => false);
    throw error;
  }
}

/** What the base is called there: the last part of its name. */
export function servedName(base: string): string {
  return posix.basename(base.replace(/\/+$/u, ''));
}

/** Without one for five minutes a server ends itself. */
export async function giveSignOfLife({ alive }: ServingJob): Promise<void> {
  await writeFileAtomically(alive, `${new Date().toISOString()}\n`);
}

/** The base URL once it answers. @throws GuardrailError endpointFailed where the job ends before, cancelled */
export async function servingUrl(
  { target, jobs }: OpenTarget,
  job: string,
  onLog: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  let [log, from] = ['', 0];
  for (;;) {
    const { status, message } = await jobs.job(job, signal);
    const part = await jobs.log(job, from, signal);
    if (part.next < from) log = '';
    from = part.next;
    log += part.text;
    if (part.text !== '') onLog(part.text);
    const url = urlIn(log);
    if (url !== null) return url;
    if (status !== 'pending' && status !== 'running') {
      throw new GuardrailError(
        'endpointFailed',
        `The server on "${target.name}" ${status} before it was ready${message === null ? '.' : `: ${message.trim().slice(-300)}`}`,
        `Its log ends with: ${log.trim().slice(-800)}`,
      );
    }
    await sleep(jobs.pace, undefined, { signal }).catch(() => {
      throw cancelled();
    });
  }
}

function urlIn(log: string): string | null {
  for (const line of log.split('\n')) {
    if (!line.startsWith('{"guardrail_lens_serving"')) continue;
    try {
      const parsed = servingSchema.safeParse(JSON.parse(line));
      if (parsed.success) return parsed.data.guardrail_lens_serving.url;
    } catch {
      // A line that is not whole yet.
    }
  }
  return null;
}

/** Ends a server and removes what lay in the shared folder for it. */
export async function endServing({ target, jobs }: OpenTarget, { job }: ServingJob): Promise<void> {
  await jobs.stop(job);
  await rm(join(target.folder, job), { recursive: true, force: true });
}
