// Feasibility as FCSRL learns it (arXiv 2405.11718): its target, and its distribution over buckets.

/**
 * Fₜ = max(cₜ, γ(1 − doneₜ)·Fₜ₊₁) backwards through a portion. Where an episode is cut by time, or the portion ends, Fₜ₊₁ is what the
 * model says of the next observation (`next`, per step).
 */
export function feasibilityTargets(
  costs: Float32Array,
  { terminated, ended }: { readonly terminated: Uint8Array; readonly ended: Uint8Array },
  next: Float32Array,
  discount: number,
): Float32Array {
  const targets = new Float32Array(costs.length);
  for (let i = costs.length - 1; i >= 0; i--) {
    const isCut = ended[i] === 1 || i === costs.length - 1;
    const after = terminated[i] === 1 ? 0 : ((isCut ? next[i] : targets[i + 1]) ?? 0);
    targets[i] = Math.max(costs[i] ?? 0, discount * after);
  }
  return targets;
}

/** Centres in the symmetric logarithm, low to high; those of the authors' code. */
export const bucketLow = -2;
export const bucketHigh = 4;
export const bucketCount = 63;
const bucketSize = (bucketHigh - bucketLow) / (bucketCount - 1);

export function symlog(x: number): number {
  return Math.sign(x) * Math.log(Math.abs(x) + 1);
}

export function symexp(y: number): number {
  return Math.sign(y) * (Math.exp(Math.abs(y)) - 1);
}

/** symexp of the mean over the buckets; `logits` begins at `at`. */
export function bucketMean(logits: Float32Array, at: number): number {
  const probabilities = softmax(logits, at);
  let mean = 0;
  for (let k = 0; k < bucketCount; k++) mean += (probabilities[k] ?? 0) * (bucketLow + k * bucketSize);
  return symexp(mean);
}

/**
 * −Σ pₖ log qₖ, p the value on the two buckets around symlog(value), q the softmax of the logits; its gradient by the logits,
 * times `scale`, goes to `into` at `at`.
 */
export function bucketLoss(
  logits: Float32Array,
  at: number,
  value: number,
  into: Float32Array,
  scale: number,
): number {
  const probabilities = softmax(logits, at);
  const place = Math.min(bucketCount - 1, Math.max(0, (symlog(value) - bucketLow) / bucketSize));
  const below = Math.min(bucketCount - 2, Math.floor(place));
  const above = place - below;
  let loss = 0;
  for (let k = 0; k < bucketCount; k++) {
    const target = k === below ? 1 - above : k === below + 1 ? above : 0;
    const probability = probabilities[k] ?? 0;
    if (target > 0) loss -= target * Math.log(probability);
    into[at + k] = scale * (probability - target);
  }
  return loss;
}

function softmax(logits: Float32Array, at: number): Float64Array {
  let most = -Infinity;
  for (let k = 0; k < bucketCount; k++) most = Math.max(most, logits[at + k] ?? 0);
  const result = new Float64Array(bucketCount);
  let sum = 0;
  for (let k = 0; k < bucketCount; k++) {
    result[k] = Math.exp((logits[at + k] ?? 0) - most);
    sum += result[k] ?? 0;
  }
  return result.map((value) => value / sum);
}
