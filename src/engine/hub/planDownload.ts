// What a reference to the hub stands for now: its commit, which files, what of them is here.
import type { HubFile, HubPlan, HubRef } from '../../protocol/hub';
import { GuardrailError } from '../../protocol/errors';
import { hubText, problemOf } from '../../safety/subjects/hubText';
import { checkpointFiles } from './checkpointFiles';
import {
  repositoryFiles,
  repositoryPage,
  repositoryState,
  type HubCall,
  type Repository,
  type RepositoryFile,
} from './hubApi';
import { isHere, repositoryFolder } from './hubCache';
import { snapshotTarget } from './localSnapshot';

export interface PlannedDownload {
  readonly repository: Repository;
  /** In the cache folder. */
  readonly folder: string;
  readonly files: readonly RepositoryFile[];
  /** As the front ends see it. */
  readonly plan: HubPlan;
}

/**
 * Of a checkpoint. `commit`: what the revision is taken to stand for; absent: the hub is asked.
 * @throws GuardrailError hubFailed, checkpointUnsupported (nothing in it is read here), invalidRequest, cancelled
 */
export async function planCheckpoint(ref: HubRef, call: HubCall, commit?: string): Promise<PlannedDownload> {
  checkRef(ref);
  if (commit !== undefined) checkRef({ ...ref, revision: commit });
  const repository: Repository = { kind: 'model', name: ref.repository };
  const page = repositoryPage(call.access.endpoint, repository);
  return planFiles(repository, ref, call, (all) => checkpointFiles(all, ref, page), commit);
}

/** @param choose which of a commit's files; throws where there are none */
export async function planFiles(
  repository: Repository,
  ref: HubRef,
  call: HubCall,
  choose: (all: readonly RepositoryFile[]) => RepositoryFile[],
  asked: string | null = ref.revision,
): Promise<PlannedDownload> {
  const { commit, gated, licence } = await repositoryState(repository, asked, call);
  const files = choose(await repositoryFiles(repository, commit, call));
  const folder = repositoryFolder(call.access.cacheFolder, repository);
  const listed: HubFile[] = [];
  for (const file of files) {
    listed.push({ path: file.path, bytes: file.bytes, here: await isHere(folder, commit, file) });
  }
  const bytes = sum(listed);
  const missingBytes = sum(listed.filter(({ here }) => !here));
  const target = snapshotTarget(folder, commit, ref.path);
  return {
    repository,
    folder,
    files,
    plan: { ref, commit, files: listed, bytes, missingBytes, target, gated, licence },
  };
}

/** What came over the wire is no reference yet. */
function checkRef(ref: HubRef): void {
  const problem = problemOf(ref);
  if (problem === null) return;
  throw new GuardrailError(
    'invalidRequest',
    `${hubText(ref).slice(0, 200)} does not name anything on the hub: ${problem}.`,
    'Write hf:<owner>/<name>@<revision>.',
  );
}

function sum(files: readonly HubFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
