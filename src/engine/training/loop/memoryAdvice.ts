// A run that goes out of memory says which keys to lower, by what it was doing. Pure.
import { GuardrailError } from '../../../protocol/errors';
import { configCopyFile, type TrainingPhase } from '../../../protocol/training';

const sampling = 'Lower rollout_batch_size (completions decoded together) or max_completion_length';
const measuring = 'Lower rollout_batch_size (answers decoded together) or eval.max_completion_length';
const training = 'Lower micro_batch_tokens, or set gradient_checkpointing to true';

const either =
  'Lower rollout_batch_size (sampling) or micro_batch_tokens (training), or take a smaller checkpoint';

/** Phases that are not here keep the advice of the error. */
const keys: Readonly<Partial<Record<TrainingPhase, string>>> = {
  opening: either,
  trial: either,
  rollout: sampling,
  evaluation: measuring,
  probe: 'Lower probe.max_new_tokens, or take a smaller checkpoint',
  scoring: training,
  update: training,
};

/** @param phase what the run did when the error came */
export function memoryAdvice(error: unknown, phase: TrainingPhase): unknown {
  const lower = keys[phase];
  if (!(error instanceof GuardrailError) || error.code !== 'memoryLimit' || lower === undefined) return error;
  return new GuardrailError(
    'memoryLimit',
    error.message,
    `${lower} in the run's ${configCopyFile}, then resume the run; or in your configuration for a new one.`,
    { cause: error },
  );
}
