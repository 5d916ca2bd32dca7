// An adapter folded into its base, as a Hugging Face folder of its own: what further adapters and the KL of a run start from.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openCheckpoint } from '../../engine/checkpoints/openCheckpoint';
import { saveFullWeights } from '../../engine/training/checkpoint/saveFullWeights';

/**
 * Writes `target` whole or not at all; what is there already stays.
 * @throws GuardrailError as opening the adapter, and where the base is no Hugging Face folder.
 */
export async function mergeAdapter(adapter: string, base: string, target: string): Promise<void> {
  if (existsSync(target)) return;
  const scratch = tmpdir();
  const merged = await openCheckpoint(
    { path: adapter, basePath: base, merge: true },
    { cacheFolder: scratch, scratchFolder: scratch },
  );
  const temporary = `${target}.tmp`;
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await saveFullWeights(temporary, merged, base, [], 'float32');
    await rename(temporary, target);
  } finally {
    await merged.dispose();
  }
}
