// Where a path of the user's leads.
import { realpath } from 'node:fs/promises';
import { checkpointNotFound } from './checkpointErrors';

/** The path with links resolved. @throws GuardrailError checkpointNotFound. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw checkpointNotFound(
      `There is nothing at ${path}.`,
      'Check the path. Give a Hugging Face folder, a PEFT adapter folder, or a .gguf file.',
      cause,
    );
  }
}
