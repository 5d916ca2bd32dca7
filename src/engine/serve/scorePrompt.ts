// The log-probabilities of a prompt's own tokens.
import type { LoggedToken } from './api/logprobs';
import type { Scheduler } from './scheduling/scheduler';
import type { ServedModel } from './servedModel';

/**
 * @param alternatives per token
 * @returns by token; the first has none
 */
export async function scorePrompt(
  scheduler: Scheduler,
  model: ServedModel,
  ids: readonly number[],
  alternatives: number,
  signal: AbortSignal,
): Promise<readonly LoggedToken[]> {
  const scored =
    ids.length > 1
      ? await scheduler.score(model, { ids, from: 1, topLogprobs: alternatives }, signal)
      : { logprobs: new Float32Array(), top: [] };
  return ids.map((id, place) => ({
    id,
    logprob: place === 0 ? null : (scored.logprobs[place - 1] ?? null),
    top: scored.top[place - 1] ?? [],
  }));
}
