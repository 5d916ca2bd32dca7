// The error of a model whose numbers are none; shared by generation and scoring.
import { GuardrailError } from '../../protocol/errors';

export function notFinite(): GuardrailError {
  return new GuardrailError(
    'checkpointCorrupt',
    'The model computes values that are no numbers (NaN or infinite).',
    'Check the checkpoint: its weights are damaged, or the training diverged.',
  );
}
