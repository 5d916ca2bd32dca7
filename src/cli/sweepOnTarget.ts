// The runs of a sweep as jobs of a cluster, one each: all are submitted, and the cluster's resources say how many run at once.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { EngineClient } from '../client/engineClient';
import type { ClusterTrainer } from '../protocol/cluster';
import { GuardrailError } from '../protocol/errors';
import { isPooled } from '../protocol/sweep';
import type { TrainingRunFacts } from '../protocol/training';
import { jsonText } from './jsonText';
import { readCliFile } from './readCliFile';
import type { Sweep, SweepRun } from './sweepConfig';
import { writeConfig } from './sweepFolder';
import { say } from './terminal';
import { writeTextFile } from './writeTextFile';

const recordSchema = z.object({
  target: z.string(),
  job: z.string(),
  /** Of the run, here. */
  folder: z.string(),
  config: z.record(z.string(), z.unknown()),
});
type JobRecord = z.infer<typeof recordSchema>;

/** Resolves when every job has ended; where the signal ends it before, the jobs go on. */
export async function trainSweepOnTarget(
  client: EngineClient,
  sweep: Sweep,
  target: string,
  signal: AbortSignal,
): Promise<{ readonly run: SweepRun; readonly facts: TrainingRunFacts }[]> {
  await checkAll(client, sweep, target, signal);
  const records: { readonly run: SweepRun; readonly record: JobRecord }[] = [];
  for (const [index, run] of sweep.runs.entries()) {
    if (signal.aborted) break;
    const known = readRecord(sweep, run);
    const record =
      known !== null && (await isKept(client, known))
        ? known
        : await submit(client, sweep, run, target, signal);
    say(`[${index + 1}/${sweep.runs.length}] ${run.name}: ${record.job}\n`);
    records.push({ run, record });
  }
  const leave = (): void => say('\nThe jobs go on. The same command again follows them.\n');
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.all(records.map(({ run, record }) => follow(client, run, record, signal)));
  } finally {
    signal.removeEventListener('abort', leave);
  }
  return Promise.all(
    records.map(async ({ run, record: { folder } }) => ({
      run,
      facts: await client.request('describeTraining', { folder }),
    })),
  );
}

/** Before anything is submitted: whether the trainer has an equal of every run, and whether what is there is of these settings. */
async function checkAll(
  client: EngineClient,
  sweep: Sweep,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const problems: string[] = [];
  for (const run of sweep.runs) {
    const record = readRecord(sweep, run);
    if (record === null) continue;
    const same = isDeepStrictEqual(record.config, JSON.parse(jsonText(run.config)));
    if (!same || record.target !== target)
      problems.push(`  ${run.name}: ${same ? `on ${record.target}` : 'other settings'}`);
  }
  if (problems.length > 0) {
    throw new GuardrailError(
      'storeInvalid',
      `${sweep.outputFolder} holds jobs of another sweep than this:\n${problems.slice(0, 8).join('\n')}`,
      'Give the changed sweep another output_dir, undo the change, or remove the files *.job.json of these runs to train them anew.',
    );
  }
  const trainer = { name: await trainerOf(client, target, signal), gpus: 1 };
  const scratch = mkdtempSync(join(tmpdir(), 'guardrail-lens-'));
  try {
    for (const run of sweep.runs) {
      if (readRecord(sweep, run) !== null) continue;
      const configPath = writeConfig(sweep, run, 'cluster');
      await client.request('prepareTraining', { configPath, folder: scratch, trainer }, { signal });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A target that there is not is said where it is asked for a job. */
async function trainerOf(client: EngineClient, target: string, signal: AbortSignal): Promise<ClusterTrainer> {
  const { targets } = await client.request('listTargets', {}, { signal });
  return targets.find(({ name }) => name === target)?.trainer ?? 'trl';
}

/** Whether the job goes on or came to its own end; what failed or was stopped is tried anew. */
async function isKept(client: EngineClient, { folder, job }: JobRecord): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const facts = await client.request('describeTraining', { folder });
  return isPooled(facts) || (facts.job?.id === job && facts.job.end === null);
}

async function submit(
  client: EngineClient,
  sweep: Sweep,
  run: SweepRun,
  target: string,
  signal: AbortSignal,
): Promise<JobRecord> {
  const configPath = writeConfig(sweep, run, 'cluster');
  const { job, folder, remarks } = await client.request(
    'submitTraining',
    { target, configPath, apiKeys: {} },
    { signal },
  );
  for (const remark of remarks) say(`${run.name}: ${remark}\n`);
  const record: JobRecord = { target, job, folder, config: { ...run.config } };
  await writeTextFile(recordPath(sweep, run), jsonText(record), 'job');
  return record;
}

/** A cluster that cannot be asked leaves the run as its folder says. */
async function follow(
  client: EngineClient,
  { name }: SweepRun,
  { target, job, folder }: JobRecord,
  signal: AbortSignal,
): Promise<void> {
  if (isPooled(await client.request('describeTraining', { folder }))) return;
  let said = '';
  const tell = (words: string): void => {
    if (words !== said) say(`${name}: ${words}\n`);
    said = words;
  };
  try {
    const { status, message } = await client.request(
      'followClusterJob',
      { target, job, apiKeys: {} },
      { signal, onProgress: ({ status: now, unreachable }) => tell(unreachable ?? now) },
    );
    tell(status);
    if (status === 'failed' && message !== null) say(`${name}: ${message}\n`);
  } catch (error) {
    if (!(error instanceof GuardrailError)) throw error;
    if (error.code !== 'cancelled') say(`${name}: ${error.message}\n${error.advice}\n`);
  }
}

function recordPath(sweep: Sweep, run: SweepRun): string {
  return join(sweep.outputFolder, `${run.name}.job.json`);
}

/** null: not submitted yet. @throws GuardrailError storeInvalid where it cannot be read */
function readRecord(sweep: Sweep, run: SweepRun): JobRecord | null {
  const path = recordPath(sweep, run);
  if (!existsSync(path)) return null;
  try {
    return recordSchema.parse(JSON.parse(readCliFile(path)));
  } catch (cause) {
    throw new GuardrailError(
      'storeInvalid',
      `${path} does not name a job.`,
      'Remove it to train the run anew.',
      { cause },
    );
  }
}
