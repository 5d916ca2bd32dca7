// The errors of opening a checkpoint, each with what to do about it.
import { GuardrailError } from '../../protocol/errors';

export function checkpointCorrupt(message: string, advice?: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'checkpointCorrupt',
    message,
    advice ?? 'Copy or download the checkpoint again; compare the file sizes with the original.',
    { cause },
  );
}

export function checkpointUnsupported(message: string, advice: string): GuardrailError {
  return new GuardrailError('checkpointUnsupported', message, advice);
}

export function checkpointNotFound(message: string, advice: string, cause?: unknown): GuardrailError {
  return new GuardrailError('checkpointNotFound', message, advice, { cause });
}

/** @throws GuardrailError cancelled where the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new GuardrailError('cancelled', 'Cancelled while reading a checkpoint.', 'Start again when ready.');
  }
}
