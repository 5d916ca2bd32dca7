// A checkpoint as the extension lists it: found or added, not opened.
import type { ErrorData } from '../../protocol/errors';

export interface CheckpointEntry {
  readonly path: string;
  readonly name: string;
  readonly kind: 'model' | 'adapter' | 'gguf';
  /** For an adapter: its base, where it was found; null otherwise. */
  readonly basePath: string | null;
  /** For an adapter: the name of its base as its own config states it. */
  readonly baseName: string | null;
  /** The folder of the training run that this is a step of; null otherwise. */
  readonly run: string | null;
  /** Training step, from `checkpoint-<step>` or `global_step_<step>`. */
  readonly step: number | null;
  /** Added by hand, not found in the workspace. */
  readonly added: boolean;
  /** Comes with the extension. */
  readonly builtIn: boolean;
  /** Why it cannot be used, once that was found; absent while nothing is wrong with it. */
  readonly problem?: ErrorData;
}

/** The training step that a folder's name states. */
export function stepOf(folderName: string): number | null {
  const match = /^(?:checkpoint-|global_step_)(\d+)$/.exec(folderName);
  return match?.[1] === undefined ? null : Number(match[1]);
}
