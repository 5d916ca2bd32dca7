// What a file that a run writes of itself is to its readers.
import type { FileKind } from '../../files/textFile';

export function ofRun(maxBytes: number): FileKind {
  return {
    maxBytes,
    broken: {
      code: 'storeInvalid',
      advice:
        'Put a copy of the file back, or start a new run; the checkpoints in the folder can be used as they are.',
    },
    unreadable: { code: 'storeInvalid', advice: 'Check the permissions of the file.' },
  };
}

/** Completions, answers and figures, as JSON Lines. */
export const runLines = ofRun(512_000_000);
