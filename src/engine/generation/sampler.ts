// Choosing a token from logits: temperature, then top-k, top-p and min-p, as Hugging Face transformers orders them.
// Pure; the random number comes from outside.

export interface SamplingSettings {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 is off. */
  readonly topK: number;
  /** 1 is off. */
  readonly topP: number;
  /** Least probability as a share of the likeliest token's; 0, as where it is absent, is off. */
  readonly minP?: number;
}

export interface Choice {
  readonly token: number;
  /** Natural log of its probability at temperature 1, before top-k and top-p. */
  readonly logprob: number;
}

/** The most likely token; the lowest id among equals. NaN where a logit is NaN. */
export function greedyChoice(logits: Float32Array): Choice {
  let token = 0;
  let largest = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] ?? 0;
    if (value > largest) {
      largest = value;
      token = i;
    }
  }
  return { token, logprob: -Math.log(sumOfExponentials(logits, largest, 1)) };
}

/**
 * Draws by inverting the distribution function at `uniform` ∈ [0, 1) over the tokens that top-k, top-p and min-p leave.
 * Where either is on, tokens are taken in the order of falling probability (equal ones by id), else by id. Top-p keeps
 * the fewest tokens whose mass reaches topP (Holtzman et al. 2020, arXiv 1904.09751, section 3.1).
 */
export function sampledChoice(logits: Float32Array, settings: SamplingSettings, uniform: number): Choice {
  if (settings.temperature === 0) return greedyChoice(logits);
  let largest = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] ?? 0;
    if (value > largest) largest = value;
  }
  const inverse = 1 / settings.temperature;
  const total = sumOfExponentials(logits, largest, inverse);
  const logTotal = Math.log(inverse === 1 ? total : sumOfExponentials(logits, largest, 1));
  const token =
    settings.topK === 0 && settings.topP >= 1 && (settings.minP ?? 0) === 0
      ? drawById(logits, largest, inverse, uniform * total)
      : drawFromTop(logits, largest, inverse, total, settings, uniform);
  return { token, logprob: (logits[token] ?? 0) - largest - logTotal };
}

function sumOfExponentials(logits: Float32Array, largest: number, inverse: number): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(((logits[i] ?? 0) - largest) * inverse);
  return sum;
}

function drawById(logits: Float32Array, largest: number, inverse: number, target: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < logits.length; i++) {
    const weight = Math.exp(((logits[i] ?? 0) - largest) * inverse);
    if (weight === 0) continue;
    sum += weight;
    last = i;
    if (sum > target) return i;
  }
  return last;
}

function drawFromTop(
  logits: Float32Array,
  largest: number,
  inverse: number,
  total: number,
  settings: SamplingSettings,
  uniform: number,
): number {
  // Only tokens near the top matter as a rule: widen until they hold the mass (or the number) asked for.
  for (let width = 16; ; width *= 2) {
    const threshold = largest - width / Math.max(inverse, 1e-6);
    const ids: number[] = [];
    let everything = true;
    for (let i = 0; i < logits.length; i++) {
      if ((logits[i] ?? 0) >= threshold) ids.push(i);
      else everything = false;
    }
    ids.sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
    const count = settings.topK > 0 ? Math.min(settings.topK, logits.length) : logits.length;
    const weights = ids.slice(0, count).map((id) => Math.exp(((logits[id] ?? 0) - largest) * inverse));
    const complete = everything || ids.length >= count;
    // After top-k, top-p counts the mass of what is left.
    const mass = complete || settings.topK > 0 ? weights.reduce((sum, weight) => sum + weight, 0) : total;
    if (!complete && settings.topK > 0) continue;
    let kept = 0;
    let keptMass = 0;
    while (kept < weights.length && (kept === 0 || keptMass < settings.topP * mass)) {
      keptMass += weights[kept++] ?? 0;
    }
    // Weights fall, and the likeliest has 1.
    const leastWeight = settings.minP ?? 0;
    const mayHoldMore = (weights.at(-1) ?? 0) >= leastWeight;
    if (!complete && mayHoldMore && (kept === weights.length || settings.topP >= 1)) continue;
    while (kept > 1 && (weights[kept - 1] ?? 0) < leastWeight) keptMass -= weights[--kept] ?? 0;
    let sum = 0;
    const target = uniform * keptMass;
    for (let i = 0; i < kept; i++) {
      sum += weights[i] ?? 0;
      if (sum > target) return ids[i] ?? 0;
    }
    return ids[kept - 1] ?? 0;
  }
}
