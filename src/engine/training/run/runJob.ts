// job.json in the folder of a run on a cluster: which job trains it, and how that ended. What a cluster forgets is known here.
import { z } from 'zod';
import { clusterJobStatuses, type RunJob, type RunJobEnd } from '../../../protocol/cluster';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

const jobSchema = z.object({
  id: z.string(),
  target: z.string(),
  configPath: z.string(),
  submittedAt: z.string(),
  end: z
    .object({
      status: z.enum(clusterJobStatuses).exclude(['pending', 'running']),
      message: z.string().nullable(),
    })
    .nullable(),
});

/** null: the run is of no cluster. @throws GuardrailError storeInvalid where the file is broken */
export async function readRunJob(folder: string): Promise<RunJob | null> {
  return readJsonFile(runFiles.job(folder), jobSchema, ofRun(1_000_000));
}

/** @throws GuardrailError storeWriteFailed */
export async function writeRunJob(folder: string, job: RunJob): Promise<void> {
  await writeFileAtomically(runFiles.job(folder), `${JSON.stringify(job, null, 2)}\n`);
}

/** Where the folder is there and names this job. What cannot be kept is asked for again the next time. */
export async function keepJobEnd(folder: string, id: string, end: RunJobEnd): Promise<void> {
  const job = await readRunJob(folder).catch(() => null);
  if (job?.id !== id || job.end !== null) return;
  await writeRunJob(folder, { ...job, end }).catch(() => undefined);
}
