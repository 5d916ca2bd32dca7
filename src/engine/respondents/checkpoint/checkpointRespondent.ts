// A checkpoint on disk as a respondent: opened here, its weights held by the pool while memory allows.
import type { CheckpointRef } from '../../../protocol/checkpoints';
import type { CheckpointSubject } from '../../../protocol/subjects';
import { weightsKey, type OpenCheckpoint } from '../../checkpoints/checkpoint';
import type { GeneratorPool } from '../../generation/generatorPool';
import { exactWeightBytes, weightBytes } from '../../generation/limits';
import { LocalRespondent } from './localRespondent';

export interface CheckpointTools {
  readonly open: (ref: CheckpointRef, signal?: AbortSignal) => Promise<OpenCheckpoint>;
  readonly generators: GeneratorPool;
}

/**
 * Reads headers, configuration and tokenizer; weights are loaded with the first question.
 * @throws GuardrailError what opening throws.
 */
export async function openCheckpointRespondent(
  ref: CheckpointSubject,
  { open, generators }: CheckpointTools,
  signal?: AbortSignal,
): Promise<LocalRespondent> {
  const checkpoint = await open(ref, signal);
  return new LocalRespondent(ref, {
    config: checkpoint.config,
    tokenizer: checkpoint.tokenizer,
    weightsKey: weightsKey(checkpoint),
    weightBytes: weightBytes(checkpoint),
    exactWeightBytes: exactWeightBytes(checkpoint),
    ...(checkpoint.generationDefaults === undefined
      ? {}
      : { generationDefaults: checkpoint.generationDefaults }),
    facts: (during) => checkpoint.facts(during),
    use: async (work) => work(await generators.acquire(checkpoint)),
    dispose: () => checkpoint.dispose(),
  });
}
