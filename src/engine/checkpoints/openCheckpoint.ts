// Opens whatever a path leads to: a Hugging Face folder, a PEFT adapter folder, or a GGUF file. `hf:<owner>/<name>` leads to
// what was downloaded of it.
import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CheckpointRef } from '../../protocol/checkpoints';
import { GuardrailError } from '../../protocol/errors';
import { localPath } from '../hub/localSnapshot';
import type { OpenCheckpoint } from './checkpoint';
import { checkpointUnsupported } from './checkpointErrors';
import { openHuggingFace, type OpenOptions } from './huggingface/openHuggingFace';
import { openAdapter, type OpenedBase } from './peft/openAdapter';
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
    if (await isAdapter(ref.path)) return (await openAdapterOver(ref, options, [ref.path])).checkpoint;
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

/** An adapter over a checkpoint, or over other adapters. */
async function openAdapterOver(
  ref: CheckpointRef,
  options: OpenOptions,
  above: readonly string[],
): Promise<OpenedBase> {
  return openAdapter(ref, options, async (path) => {
    if (!(await isAdapter(path))) {
      return { checkpoint: await openFull(path, options), isGguf: path.toLowerCase().endsWith('.gguf') };
    }
    if (above.length >= mostAdapters || above.some((other) => resolve(other) === resolve(path))) {
      throw checkpointUnsupported(
        `The adapter ${ref.path} lies over ${above.length} others, or over itself.`,
        'Merge the adapters with PEFT (`model.merge_and_unload()`) and open the merged checkpoint.',
      );
    }
    return openAdapterOver({ path }, options, [...above, path]);
  });
}

const mostAdapters = 8;

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
