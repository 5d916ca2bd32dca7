// The fitted safeguards that come with the extension: which checkpoint each belongs to. Reads their descriptions alone.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fittedSafeguardIds, safeguardFile, type FittedSafeguardId } from '../../protocol/safeguards';
import { readSmallFile } from '../readSmallFile';

export interface BuiltInFit {
  readonly id: FittedSafeguardId;
  readonly folder: string;
  /** The name of the checkpoint that it was fitted to. */
  readonly checkpoint: string;
}

const mostBytes = 1_000_000;

/** Those in the folders of `parent` that can be read, by name. */
export async function builtInFits(parent: string): Promise<BuiltInFit[]> {
  const names = await readdir(parent).catch(() => []);
  const found = await Promise.all(
    names.sort().map(async (name): Promise<BuiltInFit[]> => {
      const folder = join(parent, name);
      const text = await readSmallFile(join(folder, safeguardFile), mostBytes);
      const { safeguard, checkpoint } = described(text);
      const id = fittedSafeguardIds.find((known) => known === safeguard);
      return id === undefined || checkpoint === null ? [] : [{ id, folder, checkpoint }];
    }),
  );
  return found.flat();
}

function described(text: string | null): { readonly safeguard: unknown; readonly checkpoint: string | null } {
  const nothing = { safeguard: null, checkpoint: null };
  try {
    const json: unknown = JSON.parse(text ?? '');
    if (typeof json !== 'object' || json === null || !('safeguard' in json) || !('checkpoint' in json))
      return nothing;
    const { safeguard, checkpoint } = json;
    const named = typeof checkpoint === 'object' && checkpoint !== null && 'name' in checkpoint;
    return { safeguard, checkpoint: named && typeof checkpoint.name === 'string' ? checkpoint.name : null };
  } catch {
    return nothing;
  }
}
