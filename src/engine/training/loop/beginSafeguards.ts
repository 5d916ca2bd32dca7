// Starts the safeguards of an open session, or puts them back to where a checkpoint left them.
import type { SafeguardStates } from '../../safeguards/training/runSafeguards';
import type { TrainSession } from './openSession';

/** `saved`: of a checkpoint; null: the run starts. @throws GuardrailError checkpointCorrupt, cancelled, suiteInvalid, invalidRequest */
export function beginSafeguards(
  { safeguards, model, base, settings, mediaFolder, control }: TrainSession,
  saved: SafeguardStates | null,
): Promise<void> {
  return safeguards.begin({ model, base, settings, mediaFolder, signal: control.signal }, saved);
}
