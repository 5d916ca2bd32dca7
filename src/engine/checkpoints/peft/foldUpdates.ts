// The base's matrices with an adapter's folded updates in them, in a scratch file. Knows files; the numbers are the adapters'.
import { foldUpdate, type FoldedUpdate } from '../../adapters/foldedUpdates';
import { GuardrailError } from '../../../protocol/errors';
import type { TensorSource } from '../checkpoint';
import { readFloats } from '../safetensors/readFloats';
import { writeScratchFile } from '../scratchFile';

export interface FoldedWeights {
  /** By the base's names, float32. */
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** null: nothing is folded. */
  readonly file: string | null;
}

/**
 * One matrix is in memory at a time. A tied head that is changed is made of the embeddings.
 * @throws GuardrailError invalidRequest where the base has a matrix in blocks, storeWriteFailed, checkpointCorrupt, cancelled
 */
export async function foldUpdates(
  path: string,
  tensors: ReadonlyMap<string, TensorSource>,
  updates: readonly FoldedUpdate[],
  scratchFolder: string,
  signal?: AbortSignal,
): Promise<FoldedWeights> {
  if (updates.length === 0) return { tensors: new Map(), file: null };
  const scratch = updates.map((update) => {
    const weight =
      tensors.get(update.name) ??
      (update.name === 'lm_head.weight' ? tensors.get('model.embed_tokens.weight') : undefined);
    if (weight === undefined) throw overBlocks(path, update.name);
    const read = async (): Promise<Float32Array> => {
      const floats = await readFloats(weight);
      foldUpdate(floats, update);
      return floats;
    };
    return { name: update.name, shape: update.shape, read };
  });
  const { sources, file } = await writeScratchFile(scratchFolder, scratch, signal);
  return { tensors: new Map(sources.map((source) => [source.name, source])), file };
}

function overBlocks(path: string, name: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} changes ${name} in a way that is computed in float32 (DoRA, embeddings or head), and the base has it in blocks.`,
    'Run it with --precision exact.',
  );
}
