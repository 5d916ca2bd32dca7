// The errors of opening a checkpoint, each with what to do about it.
import { GuardrailError } from '../../protocol/errors';
import type { FileKind } from '../files/textFile';

const copyAgain = 'Copy or download the checkpoint again; compare the file sizes with the original.';

export function checkpointCorrupt(message: string, advice?: string, cause?: unknown): GuardrailError {
  return new GuardrailError('checkpointCorrupt', message, advice ?? copyAgain, { cause });
}

export function checkpointUnsupported(message: string, advice: string): GuardrailError {
  return new GuardrailError('checkpointUnsupported', message, advice);
}

export function checkpointNotFound(message: string, advice: string, cause?: unknown): GuardrailError {
  return new GuardrailError('checkpointNotFound', message, advice, { cause });
}

/** A text or JSON file of a checkpoint. */
export function checkpointFile(maxBytes: number): FileKind {
  return {
    maxBytes,
    broken: { code: 'checkpointCorrupt', advice: copyAgain },
    unreadable: { code: 'checkpointNotFound', advice: 'Check the permissions of the file.' },
  };
}
