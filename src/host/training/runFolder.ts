// What the extension itself reads and writes in a run's folder: its live process's progress, and requests to it. The
// engine reads everything else.
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import {
  controlFile,
  progressFile,
  runFile,
  trainingControls,
  trainingPhases,
  type TrainingControl,
  type TrainingControlRequest,
} from '../../protocol/training';
import type { LiveProgress } from '../../protocol/trainingPanel';
import { stepOf } from '../checkpoints/checkpointEntry';
import { readSmallFile } from '../readSmallFile';

/** A record of a run is small; a larger file is none. */
const largestRecord = 1_000_000;

const control = z.object({ control: z.enum(trainingControls) });

/** The log of the process that trains, in the run's folder. */
export const logFile = 'train.log';

/** Written whole under another name, then renamed: no half of it is read. */
export async function writeControl(folder: string, request: TrainingControl): Promise<void> {
  const path = join(folder, controlFile);
  const whole: TrainingControlRequest = { control: request };
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(whole));
  await rename(temporary, path);
}

/** What was asked of the live process and not taken up yet. */
export async function pendingControl(folder: string): Promise<TrainingControl | null> {
  const read = control.safeParse(await readJson(join(folder, controlFile)));
  return read.success ? read.data.control : null;
}

const progress: z.ZodType<LiveProgress> = z.object({
  phase: z.enum(trainingPhases),
  tokensPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});

/** What the live process says it is doing; null where it says nothing. */
export async function liveProgress(folder: string): Promise<LiveProgress | null> {
  const read = progress.safeParse(await readJson(join(folder, progressFile)));
  return read.success ? read.data : null;
}

const record = z.object({
  format: z.string().startsWith('guardrail-lens/training-run'),
  status: z.string(),
  configPath: z.string(),
  startedAt: z.string(),
});
/** What the extension itself reads of a run's record. */
export type RecordOfRun = Readonly<z.infer<typeof record>>;

/** null where the folder's run.json is not ours (other programs use the name, too), or not there. */
export async function readRecord(folder: string): Promise<RecordOfRun | null> {
  return record.safeParse(await readJson(join(folder, runFile))).data ?? null;
}

/** Whether a process was at work when the record was written last. */
export function mayBeLive(record: RecordOfRun | null): boolean {
  return record?.status === 'running' || record?.status === 'paused';
}

const onCluster = z.object({ configPath: z.string(), submittedAt: z.string(), end: z.unknown() });

/** Whether a job trained the run when its folder was looked at last. */
export async function mayBeOnCluster(folder: string): Promise<boolean> {
  return (await readJob(folder))?.end === null;
}

/** The configuration that a run here or on a cluster was made from; null where its folder does not say. */
export async function configOfRun(folder: string): Promise<string | null> {
  return (await readRecord(folder))?.configPath ?? (await readJob(folder))?.configPath ?? null;
}

async function readJob(folder: string): Promise<z.infer<typeof onCluster> | null> {
  return onCluster.safeParse(await readJson(join(folder, 'job.json'))).data ?? null;
}

/** Of these folders, the run of a configuration that was started last; null where there is none. */
export async function newestRunOf(configPath: string, folders: readonly string[]): Promise<string | null> {
  const runs = await Promise.all(
    folders.map(async (folder) => {
      const record = await readRecord(folder);
      const job = record === null ? await readJob(folder) : null;
      return { folder, from: (record ?? job)?.configPath, at: record?.startedAt ?? job?.submittedAt ?? '' };
    }),
  );
  const own = runs.filter(({ from }) => from === configPath);
  own.sort((a, b) => a.at.localeCompare(b.at));
  return own.at(-1)?.folder ?? null;
}

/** Whether the folder has the folder of a saved checkpoint. */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []); // gone in the meantime
  return names.some((name) => stepOf(name) !== null);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readSmallFile(path, largestRecord)) ?? 'null');
  } catch {
    return null;
  }
}
