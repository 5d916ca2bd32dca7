// The folder that this machine and a cluster both see: what lies there for a job, and where that is on either side.
import { cp } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import type { ClusterTarget } from '../../../protocol/cluster';
import { GuardrailError } from '../../../protocol/errors';
import { makeFolder } from '../../files/atomicFile';

/** What a job's folder has for Python to find, beside the job's own files. */
export const pythonFolder = 'python';

/**
 * A new folder of this name with the Python package in it; its path here.
 * @throws GuardrailError invalidRequest where the shared folder cannot be written
 */
export async function makeJobFolder(
  { name, folder }: ClusterTarget,
  job: string,
  mediaFolder: string,
): Promise<string> {
  const path = join(folder, job);
  try {
    await makeFolder(path);
    const from = join(mediaFolder, 'python', 'guardrail_lens');
    await cp(from, join(path, pythonFolder, 'guardrail_lens'), { recursive: true });
  } catch (cause) {
    throw new GuardrailError(
      'invalidRequest',
      `The folder ${folder} that target "${name}" shares with its cluster cannot be written.`,
      'Mount it, or name another one in the file of targets.',
      { cause },
    );
  }
  return path;
}

/** Where a path below the shared folder is on the cluster. */
export function remotePath({ folder, remoteFolder }: ClusterTarget, path: string): string {
  return posix.join(remoteFolder, ...relative(folder, path).split(sep));
}

/** What a job's Python needs to find the package that lies in the job's folder, and to print at once. */
export function pythonEnvironment(
  target: ClusterTarget,
  jobFolder: string,
): Readonly<Record<string, string>> {
  return { PYTHONPATH: remotePath(target, join(jobFolder, pythonFolder)), PYTHONUNBUFFERED: '1' };
}
