// How far two distributions over the same tokens are apart, exactly, from their logits.

/** Nats. p is the one of the first logits, q of the second. */
export interface DistributionDistance {
  /** KL(p ‖ q) */
  readonly kl: number;
  /** KL(q ‖ p) */
  readonly reverseKl: number;
  /** ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q)/2 (Lin 1991, doi 10.1109/18.61115); in [0, ln 2]. */
  readonly js: number;
  readonly entropyP: number;
  readonly entropyQ: number;
  /** log Σ exp(logits): a logit less this is a log-probability. */
  readonly normaliserP: number;
  readonly normaliserQ: number;
}

export type CompareDistributions = (p: Float32Array, q: Float32Array) => DistributionDistance;

/** Probabilities below add less than 2·10⁻¹² nats for a vocabulary of 50,000. */
const negligible = 1e-18;

/**
 * All sums in double precision. With x, y the logits and e = exp(x − max x): log Z = max x + log Σ e, H(p) = log Z − Σ e·x/Σ e,
 * KL(p ‖ q) = Σ e·(x − y)/Σ e − log Z_p + log Z_q, and JS = H(m) − ½ H(p) − ½ H(q). Logits that are no numbers make every
 * value NaN; −∞ is not expected.
 * @param size tokens in the vocabulary; the function that is returned keeps two arrays of that size for its next call
 */
export function distributionComparer(size: number): CompareDistributions {
  const weightsP = new Float64Array(size);
  const weightsQ = new Float64Array(size);
  return (p, q) => {
    if (p.length !== size || q.length !== size) throw new RangeError('Distributions over the same tokens.');
    const maxP = largest(p);
    const maxQ = largest(q);
    let sumP = 0;
    let sumQ = 0;
    let meanP = 0;
    let meanQ = 0;
    let acrossP = 0;
    let acrossQ = 0;
    for (let i = 0; i < size; i++) {
      const x = (p[i] ?? 0) - maxP;
      const y = (q[i] ?? 0) - maxQ;
      const e = Math.exp(x);
      const f = Math.exp(y);
      weightsP[i] = e;
      weightsQ[i] = f;
      sumP += e;
      sumQ += f;
      meanP += e * x;
      meanQ += f * y;
      acrossP += e * (x - y);
      acrossQ += f * (y - x);
    }
    const logP = Math.log(sumP);
    const logQ = Math.log(sumQ);
    const entropyP = logP - meanP / sumP;
    const entropyQ = logQ - meanQ / sumQ;
    const mixture = mixtureEntropy(weightsP, weightsQ, sumP, sumQ);
    return {
      kl: atLeastZero(acrossP / sumP - logP + logQ),
      reverseKl: atLeastZero(acrossQ / sumQ - logQ + logP),
      js: Math.min(Math.LN2, atLeastZero(mixture - (entropyP + entropyQ) / 2)),
      entropyP: atLeastZero(entropyP),
      entropyQ: atLeastZero(entropyQ),
      normaliserP: maxP + logP,
      normaliserQ: maxQ + logQ,
    };
  };
}

/** How many tokens are at least as likely as `token`, itself included. */
export function rankOf(logits: Float32Array, token: number): number {
  const value = logits[token] ?? NaN;
  let rank = 0;
  for (let i = 0; i < logits.length; i++) if ((logits[i] ?? 0) >= value) rank++;
  return rank;
}

/** log(p / (1 − p)) with p the mass of `tokens`, of which there is none twice. @param normaliser log Σ exp(logits) */
export function logOdds(logits: Float32Array, normaliser: number, tokens: readonly number[]): number {
  const inside = tokens.reduce((sum, token) => sum + Math.exp((logits[token] ?? -Infinity) - normaliser), 0);
  // The rest is added up where it is small: 1 − p would lose it.
  if (inside < 0.5) return Math.log(inside) - Math.log1p(-inside);
  const chosen = new Set(tokens);
  let outside = 0;
  for (let i = 0; i < logits.length; i++) {
    if (!chosen.has(i)) outside += Math.exp((logits[i] ?? 0) - normaliser);
  }
  return Math.log(inside) - Math.log(outside);
}

function mixtureEntropy(p: Float64Array, q: Float64Array, sumP: number, sumQ: number): number {
  let entropy = 0;
  for (let i = 0; i < p.length; i++) {
    const m = ((p[i] ?? 0) / sumP + (q[i] ?? 0) / sumQ) / 2;
    if (m > negligible) entropy -= m * Math.log(m);
  }
  return entropy;
}

function largest(values: Float32Array): number {
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) max = Math.max(max, values[i] ?? 0);
  return max;
}

/** Rounding alone makes such a quantity negative; NaN stays. */
function atLeastZero(value: number): number {
  return value < 0 ? 0 : value;
}
