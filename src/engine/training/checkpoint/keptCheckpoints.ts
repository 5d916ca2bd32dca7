// Checkpoints of a run that are never rotated away: the user asked for them, or a comparison refers to them. Each has an
// empty file in its folder that says so; PEFT and transformers pass over it.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runFile } from '../../../protocol/training';
import { writeFileAtomically } from '../../files/atomicFile';
import { runFiles } from '../run/runFiles';

const mark = 'keep';

/** Nothing happens where there is no such checkpoint. @throws GuardrailError storeWriteFailed */
export async function keepCheckpoint(folder: string, step: number): Promise<void> {
  const checkpoint = runFiles.checkpoint(folder, step);
  if (existsSync(checkpoint)) await writeFileAtomically(join(checkpoint, mark), '');
}

export function isKept(folder: string, step: number): boolean {
  return existsSync(join(runFiles.checkpoint(folder, step), mark));
}

/** A checkpoint of a run made here that something refers to by its path; other paths are left alone. */
export async function keepReferred(path: string): Promise<void> {
  const step = /^checkpoint-(\d+)$/u.exec(basename(path))?.[1];
  const folder = dirname(path);
  if (step === undefined || !existsSync(join(folder, runFile))) return;
  // A run in a folder that cannot be written to rotates nothing either.
  await keepCheckpoint(folder, Number(step)).catch(() => undefined);
}
