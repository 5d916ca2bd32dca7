// A file system of two megabytes, to run out of room on.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';

const size = '2m';

/** Mounts one at `folder`; gives the function that takes it away, or null where that cannot be done. */
export function smallDisk(folder: string): (() => void) | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  if (status === 0) return () => void spawnSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true });
  return null;
}

/** Writes a file until the disk is full; gives the function that makes room again. */
export function fillDisk(path: string): () => void {
  const file = openSync(path, 'w');
  try {
    for (const block = Buffer.alloc(4096); writeSync(file, block) === block.length;);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
  return () => rmSync(path);
}
