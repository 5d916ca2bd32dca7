// Opens what the `dataset` part of a training configuration names.
import { seededRandom } from '../../../safety/random';
import type { DatasetSpec } from './datasetSpec';
import { openFileTask } from './fileTask';
import { generateArithmetic } from './generated/arithmetic';
import { generateCountdown } from './generated/countdown';
import { generatedTask } from './generated/generatedTask';
import { datasetStreams } from './splitItems';
import type { Task } from './task';

export interface OpenTaskOptions {
  /** The run's seed; a seed in the specification goes before it. */
  readonly seed: number;
  /** What relative paths are relative to: the folder of the configuration file. */
  readonly folder: string;
}

/**
 * The same specification and seed give the same items in the same order.
 * @throws GuardrailError datasetInvalid: what is wrong, where, and what to do.
 */
export async function openTask(spec: DatasetSpec, options: OpenTaskOptions): Promise<Task> {
  const seed = spec.seed ?? options.seed;
  const random = seededRandom(seed, datasetStreams.generate);
  const split = seededRandom(seed, datasetStreams.split);
  switch (spec.type) {
    case 'file':
      return openFileTask(spec, seed, options.folder);
    case 'arithmetic':
      return generatedTask(spec, split, () => generateArithmetic(spec, random));
    case 'countdown':
      return generatedTask(spec, split, () => generateCountdown(spec, random));
  }
}
