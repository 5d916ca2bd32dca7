// A checkpoint opened in this process for as long as some work with it takes.
import { tmpdir } from 'node:os';
import { openCheckpoint } from '../../engine/checkpoints/openCheckpoint';
import { GeneratorPool } from '../../engine/generation/generatorPool';
import { loadGenerator } from '../../engine/generation/loadGenerator';
import { openCheckpointRespondent } from '../../engine/respondents/checkpoint/checkpointRespondent';
import type { LocalRespondent } from '../../engine/respondents/checkpoint/localRespondent';
import { threadOption, type RunSettings } from '../../engine/training/config/runSettings';

/** @throws GuardrailError as opening a checkpoint; what the work throws. */
export async function withRespondent<T>(
  { path, threads }: Pick<RunSettings, 'threads'> & { readonly path: string },
  work: (respondent: LocalRespondent) => Promise<T>,
): Promise<T> {
  const scratch = tmpdir();
  const generators = new GeneratorPool(
    (checkpoint) => loadGenerator(checkpoint, { executionProvider: 'cpu', ...threadOption({ threads }) }),
    null,
  );
  const respondent = await openCheckpointRespondent(
    { kind: 'checkpoint', path },
    { open: (ref) => openCheckpoint(ref, { cacheFolder: scratch, scratchFolder: scratch }), generators },
  );
  try {
    return await work(respondent);
  } finally {
    await generators.dispose();
    await respondent.dispose();
  }
}
