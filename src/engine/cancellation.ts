// The one form that a cancelled request takes.
import { GuardrailError } from '../protocol/errors';

export function cancelled(): GuardrailError {
  return new GuardrailError('cancelled', 'Cancelled.', 'What was finished is saved.');
}

/** @throws GuardrailError cancelled */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}
