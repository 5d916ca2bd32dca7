// What a reference to the hub stands for now: its commit, which files, what of them is here.
import type { HubFile, HubPlan, HubRef } from '../../protocol/hub';
import { GuardrailError } from '../../protocol/errors';
import { hubText, problemOf } from '../../safety/subjects/hubText';
import { checkpointFiles, openChoices } from './checkpointFiles';
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

/** The GGUF files that a reference leaves open. @throws GuardrailError hubFailed, invalidRequest, cancelled */
export async function choicesOf(ref: HubRef, call: HubCall): Promise<HubFile[]> {
  checkRef(ref);
  const repository: Repository = { kind: 'model', name: ref.repository };
  const { commit } = await repositoryState(repository, ref.revision, call);
  const folder = repositoryFolder(call.access.cacheFolder, repository);
  return listed(folder, commit, openChoices(await repositoryFiles(repository, commit, call), ref));
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
  const shown = await listed(folder, commit, files);
  const bytes = sum(shown);
  const missingBytes = sum(shown.filter(({ here }) => !here));
  const target = snapshotTarget(folder, commit, ref.path);
  return {
    repository,
    folder,
    files,
    plan: { ref, commit, files: shown, bytes, missingBytes, target, gated, licence },
  };
}

async function listed(folder: string, commit: string, files: readonly RepositoryFile[]): Promise<HubFile[]> {
  const shown: HubFile[] = [];
  for (const file of files) {
    shown.push({ path: file.path, bytes: file.bytes, here: await isHere(folder, commit, file) });
  }
  return shown;
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
