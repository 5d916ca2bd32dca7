// The likeliest tokens of a distribution, from its logits.
import type { TokenLogprob } from './generator';

/**
 * @param normaliser log Σ exp(logits)
 * @returns the `count` likeliest, falling, the lower id first among equals; fewer where fewer have a probability
 */
export function likeliest(logits: Float32Array, count: number, normaliser: number): TokenLogprob[] {
  if (count <= 0) return [];
  // Kept in order while the vocabulary goes by: few tokens ever get in.
  const ids: number[] = [];
  let least = -Infinity;
  for (let id = 0; id < logits.length; id++) {
    const value = logits[id] ?? 0;
    if (value === -Infinity || (ids.length === count && !(value > least))) continue;
    let at = ids.length;
    while (at > 0 && (logits[ids[at - 1] ?? 0] ?? 0) < value) at--;
    ids.splice(at, 0, id);
    if (ids.length > count) ids.pop();
    least = logits[ids.at(-1) ?? 0] ?? 0;
  }
  return ids.map((id) => ({ id, logprob: (logits[id] ?? 0) - normaliser }));
}
