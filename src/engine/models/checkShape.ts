// Whether a tensor has the shape that the model asks for.
import { GuardrailError } from '../../protocol/errors';

/** @throws GuardrailError checkpointCorrupt where it has another. */
export function checkShape(name: string, found: readonly number[], wanted: readonly number[]): void {
  if (found.length === wanted.length && found.every((size, i) => size === wanted[i])) return;
  throw new GuardrailError(
    'checkpointCorrupt',
    `Tensor ${name} has shape [${found.join(', ')}]; config.json asks for [${wanted.join(', ')}].`,
    'Check that config.json belongs to these weights.',
  );
}
