// Carries out a planned download: file after file into the shared cache folder, links last.
import { statfs } from 'node:fs/promises';
import { GuardrailError } from '../../protocol/errors';
import type { HubDownload, HubProgress } from '../../protocol/hub';
import { formatBytes } from '../../safety/presentation/numbers';
import { throwIfCancelled } from '../cancellation';
import { makeFolder } from '../files/atomicFile';
import { downloadFile, partPath } from './downloadFile';
import { repositoryPage, type HubCall, type RepositoryFile } from './hubApi';
import { blobPath, fileSize, isHere, linkBlob, rememberCommit } from './hubCache';
import type { PlannedDownload } from './planDownload';

/**
 * @throws GuardrailError hubFailed, storeWriteFailed (the disk is full, before anything is asked where that can be known),
 * storeBusy, cancelled. Files that are whole stay, and a broken one goes on where it ended.
 */
export async function downloadPlanned(
  planned: PlannedDownload,
  call: HubCall,
  onProgress: (progress: HubProgress) => void,
): Promise<HubDownload> {
  const { folder, files, plan } = planned;
  await makeFolder(folder);
  await checkRoom(planned);
  let finished = 0;
  for (const file of files) {
    throwIfCancelled(call.signal);
    const report = (phase: HubProgress['phase'], done: number, note?: string): void =>
      onProgress({
        phase,
        file: file.path,
        done: finished + done,
        total: plan.bytes,
        ...(note === undefined ? {} : { note }),
      });
    report('downloading', 0);
    if (!(await isHere(folder, plan.commit, file))) await fetchBlob(planned, file, call, report);
    finished += file.bytes;
    report('downloading', 0);
  }
  // Last: a commit's folder that is there is whole.
  for (const file of files) {
    if (!(await isHere(folder, plan.commit, file))) await linkBlob(folder, plan.commit, file);
  }
  await rememberCommit(folder, plan.ref, plan.commit);
  return { path: plan.target, commit: plan.commit, bytes: plan.bytes };
}

async function fetchBlob(
  { repository, folder, plan }: PlannedDownload,
  file: RepositoryFile,
  call: HubCall,
  report: (phase: HubProgress['phase'], done: number, note?: string) => void,
): Promise<void> {
  const { access, signal, patience } = call;
  const page = repositoryPage(access.endpoint, repository);
  let here = 0;
  await downloadFile({
    url: resolveUrl(page, plan.commit, file.path),
    target: blobPath(folder, file.oid),
    oid: file.oid,
    bytes: file.bytes,
    commit: plan.commit,
    request: {
      subject: { name: `${file.path} of ${repository.name}`, page },
      keyOrigin: new URL(access.endpoint).origin,
      key: access.key,
      onWait: (note) => report('waiting', here, note),
      ...(signal === undefined ? {} : { signal }),
      ...(patience === undefined ? {} : { patience }),
    },
    onBytes: (done) => {
      here = done;
      report('downloading', done);
    },
    onChecking: () => report('checking', 0),
  });
}

/** Where the hub gives a file of a commit. */
function resolveUrl(page: string, commit: string, path: string): URL {
  return new URL(`${page}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`);
}

/** What is on the disk already, of broken transfers, is counted. */
async function checkRoom({ folder, files, plan }: PlannedDownload): Promise<void> {
  let needed = plan.missingBytes;
  for (const file of files) needed -= (await fileSize(partPath(blobPath(folder, file.oid)))) ?? 0;
  const room = await statfs(folder).catch(() => null);
  const free = room === null ? null : room.bavail * room.bsize;
  if (free === null || free >= needed) return;
  throw new GuardrailError(
    'storeWriteFailed',
    `The disk is too full: ${formatBytes(needed)} are still to be downloaded, and ${folder} has ${formatBytes(free)} left.`,
    'Make room, or set HF_HOME to a folder on another disk.',
  );
}
