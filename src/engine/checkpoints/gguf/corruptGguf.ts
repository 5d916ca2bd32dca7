// The error for a GGUF file that contradicts itself.
import { GuardrailError } from '../../../protocol/errors';

export function corruptGguf(what: string): GuardrailError {
  return new GuardrailError(
    'checkpointCorrupt',
    `The GGUF file is damaged: ${what}.`,
    'Download or convert the file again; compare its size and checksum with the source.',
  );
}
