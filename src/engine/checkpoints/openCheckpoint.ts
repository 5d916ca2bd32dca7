// Opens whatever a path leads to: a Hugging Face folder, a PEFT adapter folder, or a GGUF file. `hf:<owner>/<name>` leads to
// what was downloaded of it.
import { readdir, stat } from 'node:fs/promises';
import type { CheckpointRef } from '../../protocol/checkpoints';
import { GuardrailError } from '../../protocol/errors';
import { localPath } from '../hub/localSnapshot';
import type { OpenCheckpoint } from './checkpoint';
import { checkpointUnsupported } from './checkpointErrors';
import { openHuggingFace, type OpenOptions } from './huggingface/openHuggingFace';
import { openAdapter } from './peft/openAdapter';
import { realPathOf } from './realPathOf';

export type { OpenOptions };

/**
 * Reads headers, configuration and tokenizer; of the weights nothing, except for `merge` and GGUF, which write scratch files.
 * @throws GuardrailError checkpointNotFound, checkpointCorrupt, checkpointUnsupported, tokenizerInvalid, templateInvalid,
 * storeWriteFailed (scratch files), cancelled.
 */
export async function openCheckpoint(named: CheckpointRef, given: OpenOptions): Promise<OpenCheckpoint> {
  const ref = localRef(named);
  const options = ref.precision === undefined ? given : { ...given, precision: ref.precision };
  try {
    if (await isAdapter(ref.path)) return await openAdapter(ref, options, (path) => openFull(path, options));
    if (ref.basePath !== undefined || ref.merge === true) {
      throw new GuardrailError(
        'invalidRequest',
        `${ref.path} is not an adapter: a base checkpoint or merging does not apply to it.`,
        'Give the base to an adapter folder (adapter_config.json) only.',
      );
    }
    return await openFull(ref.path, options);
  } catch (error) {
    if (error instanceof GuardrailError) throw error;
    throw new GuardrailError(
      'checkpointCorrupt',
      `${ref.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Check that the files are complete and readable.',
      { cause: error },
    );
  }
}

function localRef(ref: CheckpointRef): CheckpointRef {
  const path = localPath(ref.path);
  return ref.basePath === undefined ? { ...ref, path } : { ...ref, path, basePath: localPath(ref.basePath) };
}

async function isAdapter(path: string): Promise<boolean> {
  await realPathOf(path);
  if (!(await stat(path)).isDirectory()) return false;
  return (await readdir(path)).includes('adapter_config.json');
}

/** A checkpoint with all its weights. */
async function openFull(path: string, options: OpenOptions): Promise<OpenCheckpoint> {
  const real = await realPathOf(path);
  const stats = await stat(real);
  if (stats.isDirectory()) {
    if (await isAdapter(path)) {
      throw checkpointUnsupported(
        `The base ${path} is itself an adapter.`,
        'Merge that adapter into its base with PEFT first (`model.merge_and_unload()`).',
      );
    }
    return openHuggingFace(path, options);
  }
  if (stats.isFile() && (path.endsWith('.gguf') || real.endsWith('.gguf'))) {
    // Loaded on first use: most runs never see a GGUF file.
    const { openGguf } = await import('./gguf/openGguf');
    return openGguf(path, options);
  }
  throw checkpointUnsupported(
    `${path} is neither a checkpoint folder nor a .gguf file.`,
    'Give the folder that has config.json and the weights, a PEFT adapter folder, or a .gguf file.',
  );
}
