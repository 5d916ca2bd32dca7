// Names and removal of scratch files: at dispose, at the end of the process, and what a killed process left behind.
import { unlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, parse, resolve } from 'node:path';

const prefix = 'glens-weights-';
const pattern = /^glens-(?:weights|gguf)-(.*)-(\d+)-[0-9a-f]+\.bin$/;
/** A process number may be used again, or belong to another container: younger files are left alone. */
const minAgeMilliseconds = 60_000;

const live = new Set<string>();
let registered = false;

/** A name that says which process on which machine the file belongs to. */
export function scratchName(unique: string): string {
  return `${prefix}${safeHostname()}-${process.pid}-${unique}.bin`;
}

/** ONNX Runtime takes weights from below one folder only, which two Windows drives have not. */
export function onOneDrive(file: string, folder: string): boolean {
  return parse(resolve(file)).root.toLowerCase() === parse(resolve(folder)).root.toLowerCase();
}

/** Has the file removed when the process ends, if it is still there then. */
export function keepUntilRemoved(file: string): void {
  live.add(file);
  if (registered) return;
  registered = true;
  process.on('exit', () => {
    for (const path of live) {
      try {
        unlinkSync(path);
      } catch {
        // Already gone, or still mapped (Windows): the next start's sweep has another try.
      }
    }
  });
}

/** On Windows a file that is still mapped cannot be removed; then it stays until the process ends. */
export async function removeScratchFile(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
    live.delete(file);
  } catch {
    // Tried again at exit.
  }
}

/** Removes scratch files of processes of this machine that are gone. Failures are ignored: it is housekeeping. */
export async function sweepScratchFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, host, pid] = pattern.exec(name) ?? [];
    if (host !== safeHostname() || pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > minAgeMilliseconds) await rm(path, { force: true });
    } catch {
      // Another process was faster.
    }
  }
}

function safeHostname(): string {
  return hostname().replaceAll(/[^A-Za-z0-9.-]/g, '_');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
