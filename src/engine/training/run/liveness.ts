// Is a run's process there? It writes a sign of life; a reader believes it while it is fresh and, on the same machine, the
// process exists. Who may write is decided by a lock (runLock.ts), not here.
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { writeFileAtomically } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import { ofRun } from './runFileKind';
import { runFiles } from './runFiles';

/** A pass of a large model blocks the process for seconds; a machine that slept wakes up and writes again. */
const freshMilliseconds = 120_000;

const aliveSchema = z.object({ pid: z.number().int(), host: z.string(), at: z.number() });

export async function writeSignOfLife(folder: string, now = Date.now()): Promise<void> {
  const sign = { pid: process.pid, host: hostname(), at: now };
  await writeFileAtomically(runFiles.alive(folder), JSON.stringify(sign));
}

export async function removeSignOfLife(folder: string): Promise<void> {
  await rm(runFiles.alive(folder), { force: true }).catch(() => undefined);
}

export async function isAlive(folder: string, now = Date.now()): Promise<boolean> {
  const sign = await readJsonFile(runFiles.alive(folder), aliveSchema, ofRun(10_000)).catch(() => null);
  if (sign === null || now - sign.at > freshMilliseconds) return false;
  return sign.host !== hostname() || processExists(sign.pid);
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
