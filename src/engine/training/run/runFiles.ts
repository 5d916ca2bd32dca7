// Where things lie in a run's folder. Names are Hugging Face's and TRL's where they have one.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { preparedFile } from '../../../protocol/cluster';
import { configCopyFile, controlFile, progressFile, runFile } from '../../../protocol/training';

const checkpointName = /^checkpoint-(\d+)$/;
/** Ours, or TRL's. */
const completionsName = /^completions_(\d+)\.(?:jsonl|parquet)$/;

export const runFiles = {
  run: (folder: string) => join(folder, runFile),
  config: (folder: string) => join(folder, configCopyFile),
  base: (folder: string) => join(folder, 'base.json'),
  /** Of a run that trains an adapter further: that adapter as it began. */
  start: (folder: string) => join(folder, 'start.json'),
  /** Of a run that media/python trained with TRL. */
  prepared: (folder: string) => join(folder, preparedFile),
  /** Of a run on a cluster: its job. */
  job: (folder: string) => join(folder, 'job.json'),
  trainerState: (folder: string) => join(folder, 'trainer_state.json'),
  plan: (folder: string) => join(folder, 'plan.json'),
  probes: (folder: string) => join(folder, 'probes.jsonl'),
  probeFolder: (folder: string) => join(folder, 'probes'),
  /** The responses of every probe, for the pairs and for a person to read. */
  probeResponses: (folder: string, step: number) => join(folder, 'probes', `probe_${step}.jsonl`),
  /** The scored completions of every evaluation. */
  evaluation: (folder: string, step: number) => join(folder, 'evaluations', `eval_${step}.jsonl`),
  completionsFolder: (folder: string) => join(folder, 'completions'),
  completions: (folder: string, step: number) => join(folder, 'completions', `completions_${step}.jsonl`),
  trlCompletions: (folder: string, step: number) =>
    join(folder, 'completions', `completions_${String(step).padStart(5, '0')}.parquet`),
  checkpoint: (folder: string, step: number) => join(folder, `checkpoint-${step}`),
  control: (folder: string) => join(folder, controlFile),
  progress: (folder: string) => join(folder, progressFile),
  alive: (folder: string) => join(folder, 'alive.json'),
} as const;

/** Steps with a finished checkpoint, rising; empty where there is no folder. */
export async function checkpointSteps(folder: string): Promise<number[]> {
  return numbered(folder, checkpointName);
}

/** Steps with stored completions, rising. */
export async function completionSteps(folder: string): Promise<number[]> {
  return [...new Set(await numbered(runFiles.completionsFolder(folder), completionsName))];
}

/** Steps with stored evaluations, rising. */
export async function evaluationSteps(folder: string): Promise<number[]> {
  return numbered(join(folder, 'evaluations'), /^eval_(\d+)\.jsonl$/);
}

/** Steps with stored probes, rising. */
export async function probeSteps(folder: string): Promise<number[]> {
  return numbered(runFiles.probeFolder(folder), /^probe_(\d+)\.jsonl$/);
}

async function numbered(folder: string, pattern: RegExp): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((x, y) => x - y);
}
