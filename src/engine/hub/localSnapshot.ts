// Where what a reference to the hub names lies on this machine. Opens no connection: what is not here is an error that says
// how to get it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import type { HubRef } from '../../protocol/hub';
import { hubText, isHubText, parseHubText } from '../../safety/subjects/hubText';
import { checkpointNotFound } from '../checkpoints/checkpointErrors';
import { hubCacheFolder } from './hubAccess';
import { knownCommit, repositoryFolder, snapshotFolder } from './hubCache';

/** The snapshot's folder, or what the reference names within it. */
export function snapshotTarget(repository: string, commit: string, path: string | null): string {
  const folder = snapshotFolder(repository, commit);
  return path === null ? folder : join(folder, ...path.split('/'));
}

/**
 * A path as it is; a reference to the hub as the path of what was downloaded.
 * @throws GuardrailError checkpointNotFound (it was not), invalidRequest (no such reference)
 */
export function localPath(pathOrHub: string): string {
  if (!isHubText(pathOrHub)) return pathOrHub;
  const ref = parseHubText(pathOrHub);
  const found = findSnapshot(ref);
  if (found !== null) return found;
  throw checkpointNotFound(
    `${hubText(ref)} is not on this machine.`,
    `Download it first: guardrail-lens download ${hubText(ref)}, or Add Checkpoint from Hugging Face in VS Code.`,
  );
}

/** As localPath; null where it is not on this machine, and for what is no reference. */
export function tryLocal(hub: string): string | null {
  try {
    return localPath(hub);
  } catch (error) {
    if (error instanceof GuardrailError) return null;
    throw error;
  }
}

/** Null where it was not downloaded. */
export function findSnapshot(ref: HubRef): string | null {
  const repository = repositoryFolder(hubCacheFolder(), { kind: 'model', name: ref.repository });
  const commit = knownCommit(repository, ref.revision);
  if (commit === null) return null;
  const target = snapshotTarget(repository, commit, ref.path);
  return existsSync(target) ? target : null;
}
