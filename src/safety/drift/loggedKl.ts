// KL of whole completions to the reference as a trainer logs it.
import type { TrainingLogEntry } from '../../protocol/training';

/**
 * Nats per completion. `kl` of our trainers and of TRL's GRPO is the mean of k3 over tokens, so that times the mean length it
 * is the mean over completions of their sum; `objective/kl` of TRL's PPO and RLOO is that sum already. null: not logged.
 */
export function loggedKl(entry: Readonly<Partial<TrainingLogEntry>>): number | null {
  const { kl, 'completions/mean_length': length, 'objective/kl': whole } = entry;
  if (kl !== undefined && length !== undefined) return kl * length;
  return whole ?? null;
}
