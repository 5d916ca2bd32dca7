// Whether the checkpoints that a reading was made with are still the ones that lie there.
import { existsSync } from 'node:fs';
import type { CheckpointRef } from '../../protocol/checkpoints';
import { GuardrailError } from '../../protocol/errors';
import type { ModelState, ReadingOrigin, ReadingState, ReadModel } from '../../protocol/readings';
import type { SubjectRef } from '../../protocol/subjects';
import type { EngineContext } from '../engineContext';

/** Fingerprints are remembered by path, size and time, so that a look costs little. @throws GuardrailError cancelled */
export async function modelStates(
  context: Pick<EngineContext, 'open'>,
  { base, tuned }: Readonly<Record<'base' | 'tuned', SubjectRef>>,
  origin: Pick<ReadingOrigin, 'base' | 'tuned'>,
  signal: AbortSignal,
): Promise<Pick<ReadingState, 'base' | 'tuned'>> {
  return {
    base: await stateOf(context, base, origin.base, signal),
    tuned: await stateOf(context, tuned, origin.tuned, signal),
  };
}

async function stateOf(
  { open }: Pick<EngineContext, 'open'>,
  ref: SubjectRef,
  { fingerprint }: ReadModel,
  signal: AbortSignal,
): Promise<ModelState> {
  if (ref.kind !== 'checkpoint' || !existsSync(ref.path)) return 'missing';
  if (isHeavy(ref)) return 'unchecked';
  try {
    // Fingerprints are those of the files, whatever is computed with.
    const checkpoint = await open({ ...ref, precision: 'exact' }, signal);
    try {
      return (await checkpoint.facts(signal)).fingerprint === fingerprint ? 'same' : 'changed';
    } finally {
      await checkpoint.dispose();
    }
  } catch (error) {
    // Moved, or no longer a checkpoint: what was read of it still stands.
    if (error instanceof GuardrailError && error.code !== 'cancelled') return 'missing';
    throw error;
  }
}

/** Opening it writes a file of the size of its weights, which is too much for a look. */
function isHeavy({ path, basePath = '', merge = false }: CheckpointRef): boolean {
  return merge || [path, basePath].some((one) => /\.gguf$/iu.test(one));
}
