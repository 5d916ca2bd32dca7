// Keys that a kind of algorithm does not read, and the keys that do there what they do elsewhere.
import type { TrainConfigKey } from './trainConfig';

/** null: nothing does. */
type Instead = Readonly<Partial<Record<TrainConfigKey, string | null>>>;

/** Keys that all online algorithms read and no offline one; with what an offline one reads instead. */
const onlineOnly: Instead = {
  num_generations: null,
  generation_batch_size: 'the size of a step is per_device_train_batch_size × gradient_accumulation_steps',
  max_prompt_length: 'max_length limits a whole row',
  temperature: 'eval.temperature is that of evaluations',
  top_p: null,
  top_k: null,
  stop: null,
  num_iterations: 'num_train_epochs says how often the data is learned',
  num_mini_batches: 'the size of an update is per_device_train_batch_size × gradient_accumulation_steps',
  epsilon: null,
  epsilon_high: null,
};

/** The other way round. */
const offlineOnly: Instead = {
  per_device_train_batch_size:
    'generation_batch_size is the size of a step, micro_batch_tokens that of a pass',
  gradient_accumulation_steps:
    'generation_batch_size is the size of a step, micro_batch_tokens that of a pass',
  max_length: 'max_prompt_length and max_completion_length limit the two parts of a row',
  packing: null,
};

export function isIdle(key: TrainConfigKey, kind: 'online' | 'offline'): boolean {
  return key in (kind === 'online' ? offlineOnly : onlineOnly);
}

/** "max_prompt_length … limit the two parts of a row"; null where no key stands for it. */
export function keyInstead(key: TrainConfigKey, kind: 'online' | 'offline'): string | null {
  return (kind === 'online' ? offlineOnly : onlineOnly)[key] ?? null;
}
