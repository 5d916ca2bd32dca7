// Opens a GGUF file as a checkpoint.
import { GuardrailError } from '../../../protocol/errors';
import type { OpenCheckpoint } from '../checkpoint';

export interface OpenGgufOptions {
  readonly cacheFolder: string;
  readonly scratchFolder: string;
  readonly signal?: AbortSignal;
}

export function openGguf(path: string, options: OpenGgufOptions): Promise<OpenCheckpoint> {
  return Promise.reject(
    new GuardrailError(
      'checkpointUnsupported',
      `GGUF files cannot be read yet: ${path} (scratch folder ${options.scratchFolder}).`,
      'Use a Hugging Face folder.',
    ),
  );
}
