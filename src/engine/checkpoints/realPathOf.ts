// Where a path of the user's leads.
import { realpath } from 'node:fs/promises';
import { hubRefOfPath, hubText } from '../../safety/subjects/hubText';
import { checkpointNotFound } from './checkpointErrors';

/** The path with links resolved. @throws GuardrailError checkpointNotFound. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const onHub = hubRefOfPath(path);
    throw checkpointNotFound(
      `There is nothing at ${path}.`,
      onHub === null
        ? 'Check the path. Give a Hugging Face folder, a PEFT adapter folder, or a .gguf file.'
        : `It was downloaded from the Hugging Face hub. Download it again: guardrail-lens download ${hubText(onHub)}`,
      cause,
    );
  }
}
