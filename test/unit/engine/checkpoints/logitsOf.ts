// What a checkpoint computes in a precision, and how far two such results are apart.
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import type { CheckpointRef } from '../../../../src/protocol/checkpoints';
import { optionsIn, temporaryFolder } from './tinyFolders';

const prompts = [
  [1, 40, 50, 60, 70, 80, 90],
  [1, 33],
  [1, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110],
];

/** Of the next token after each of a few prompts, one after the other; `blocks`: of how many matrices. */
export async function logitsOf(
  ref: CheckpointRef,
): Promise<{ readonly logits: number[]; readonly blocks: number }> {
  const checkpoint = await openCheckpoint(ref, optionsIn(temporaryFolder()));
  const generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
  try {
    const logits = (await generator.logits(prompts)).flatMap((row) => [...row]);
    return { logits, blocks: checkpoint.blocks?.size ?? 0 };
  } finally {
    await generator.dispose();
    await checkpoint.dispose();
  }
}

/** ‖found − exact‖ / ‖exact‖; ‖found‖ where all should be zero. */
export function relativeError(found: ArrayLike<number>, exact: ArrayLike<number>): number {
  let [error, size] = [0, 0];
  for (let i = 0; i < exact.length; i++) {
    const value = exact[i] ?? NaN;
    error += ((found[i] ?? NaN) - value) ** 2;
    size += value ** 2;
  }
  return size === 0 ? Math.sqrt(error) : Math.sqrt(error / size);
}
