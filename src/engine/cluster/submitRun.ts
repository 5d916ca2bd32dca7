// A run of this product as a job of a cluster: its folder on the shared disk, and the command that trains there.
import { randomBytes } from 'node:crypto';
import { copyFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { preparedFile, type ClusterTarget, type SubmittedRun } from '../../protocol/cluster';
import { GuardrailError } from '../../protocol/errors';
import { makeFolder } from '../files/atomicFile';
import { runFiles } from '../training/run/runFiles';
import { writeRunJob } from '../training/run/runJob';
import { prepareRun } from './prepareRun';
import type { OpenTarget } from './targets/openTarget';
import { makeJobFolder, pythonEnvironment, remotePath } from './targets/sharedFolder';
import { jobVariables } from './targets/targetsFile';

export interface SubmitOptions {
  readonly configPath: string;
  readonly mediaFolder: string;
}

/**
 * Writes `<folder>/<job>/prepared` (see prepareRun) and the Python package beside it, and submits; the run grows in
 * `<folder>/<job>/<job>`.
 * @throws GuardrailError configInvalid (also what the trainer has no equal of), datasetInvalid, invalidRequest (a secret that
 * is not set, a shared folder that is not there, verl without GPUs), storeWriteFailed, endpointFailed, cancelled
 */
export async function submitRun(
  { target, jobs }: OpenTarget,
  { configPath, mediaFolder }: SubmitOptions,
  signal?: AbortSignal,
): Promise<SubmittedRun> {
  const variables = jobVariables(target);
  if (target.trainer === 'verl' && target.gpus === 0) throw needsGpus(target);
  // Before anything is written: a cluster that is not there is said at once.
  await jobs.version(signal);
  const job = `${runStem(configPath)}-${randomBytes(4).toString('hex')}`;
  const here = await makeJobFolder(target, job, mediaFolder);
  const prepared = join(here, 'prepared');
  const trainer = { name: target.trainer, gpus: Math.max(1, target.gpus) };
  const { remarks } = await prepareRun({ configPath, folder: prepared, mediaFolder, trainer }).catch(
    async (error: unknown) => {
      await rm(here, { recursive: true, force: true });
      throw error;
    },
  );
  // Of the same name: lists, tabs and comparisons name a run by its folder.
  const run = join(here, job);
  // So that the run can be shown before its job begins; the trainer writes the same there.
  await makeFolder(run);
  await copyFile(join(prepared, preparedFile), runFiles.prepared(run));
  const there = (path: string): string => remotePath(target, path);
  await jobs.submit(
    {
      id: job,
      command: trainCommand(target, there(prepared), there(run)),
      env: { ...variables, ...pythonEnvironment(target, here) },
      gpus: target.gpus,
      folder: run,
    },
    signal,
  );
  const submittedAt = new Date().toISOString();
  await writeRunJob(run, {
    id: job,
    target: target.name,
    configPath: resolve(configPath),
    submittedAt,
    end: null,
  });
  return { job, folder: run, remarks };
}

/**
 * TRL has one process per GPU, verl starts its own. A folder that holds a checkpoint goes on from it: a scheduler may start a
 * job again.
 */
function trainCommand(
  { trainer, python, gpus, verlOverrides }: ClusterTarget,
  prepared: string,
  run: string,
): string[] {
  if (trainer === 'verl') {
    const overrides = verlOverrides.length === 0 ? [] : ['--', ...verlOverrides];
    return [
      ...[python, '-m', 'guardrail_lens.verl', prepared, '--output-dir', run],
      ...['--gpus', String(gpus), '--resume', ...overrides],
    ];
  }
  const launch = ['-m', 'accelerate.commands.launch', '--num_processes', String(gpus)];
  return [
    python,
    ...(gpus > 1 ? launch : []),
    ...['-m', 'guardrail_lens.train', prepared, '--output-dir', run, '--resume'],
  ];
}

function needsGpus({ name }: ClusterTarget): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `The target "${name}" gives a job no GPU, and verl trains on GPUs alone.`,
    'Raise gpus in the file of targets, or take "trainer": "trl".',
  );
}

/** `sums` of `sums.train.json`, of characters that a job's name may have. */
function runStem(configPath: string): string {
  const stem = basename(configPath)
    .replace(/(?:\.train)?\.json$/iu, '')
    .replace(/[^\w.-]+/gu, '-')
    .replace(/^[^A-Za-z0-9]+/u, '');
  return stem === '' ? 'run' : stem;
}
