// Where the base checkpoint of an adapter lies: as the caller says, or as the adapter says where that is a local path.
import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { CheckpointRef } from '../../../protocol/checkpoints';
import { hubText, problemOf } from '../../../safety/subjects/hubText';
import { tryLocal } from '../../hub/localSnapshot';
import { checkpointNotFound } from '../checkpointErrors';

/**
 * A relative `base_model_name_or_path` is tried against the adapter's folder and the working directory, then as a name on the
 * hub that was downloaded.
 * @throws GuardrailError checkpointNotFound that asks for the base.
 */
export function findBase(ref: CheckpointRef, named: string | null, revision: string | null): string {
  if (ref.basePath !== undefined) return ref.basePath;
  if (named === null || named === '') {
    throw checkpointNotFound(
      `The adapter ${ref.path} does not say what its base is.`,
      'Give the base checkpoint.',
    );
  }
  const candidates = isAbsolute(named) ? [named] : [resolve(ref.path, named), resolve(named)];
  const found = candidates.find((candidate) => candidate !== resolve(ref.path) && existsSync(candidate));
  if (found !== undefined) return found;
  const onHub = hubText({ repository: named, revision, path: null });
  const isHubName = problemOf({ repository: named, revision, path: null }) === null;
  const downloaded = isHubName ? tryLocal(onHub) : null;
  if (downloaded !== null) return downloaded;
  throw checkpointNotFound(
    `The base of the adapter ${ref.path}, "${named}", is not a local folder or file.`,
    isHubName
      ? `Give its path as the base checkpoint, or ${onHub}, which downloads it from the Hugging Face hub.`
      : `Get ${named} and give its path as the base checkpoint.`,
  );
}
