// Paths are relative to the working folder, which another process may have removed.
import { GuardrailError } from '../protocol/errors';

/** @throws GuardrailError where the folder that the command was given in is gone. */
export function requireWorkingFolder(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new GuardrailError(
      'invalidRequest',
      'The working folder does not exist any more.',
      'Change to a folder that does (cd), then give the command again.',
      { cause },
    );
  }
}
