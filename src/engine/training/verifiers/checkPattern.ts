// Checks a user's regular expression before a run starts.
import { GuardrailError } from '../../../protocol/errors';

/** @throws GuardrailError configInvalid with the engine's own message. */
export function checkPattern(pattern: string, flags: string): void {
  try {
    new RegExp(pattern, flags);
  } catch (cause) {
    throw new GuardrailError(
      'configInvalid',
      `The pattern of a reward is not a regular expression: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Write it as JavaScript does, with every backslash doubled in JSON.',
      { cause },
    );
  }
}
