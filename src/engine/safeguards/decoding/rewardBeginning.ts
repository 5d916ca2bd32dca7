// Where the training of a multifurcation reward model begins: logits of a language model are far from shares of answers, and Adam's
// steps are too small to bring them there.

/** What a model without the adapter says of observed tokens. */
export interface ObservedLogits {
  /** [observed] each */
  readonly tokens: readonly number[];
  readonly logits: readonly number[];
  readonly rewards: readonly number[];
  readonly weights: readonly number[];
}

export interface RewardBeginning {
  readonly scale: number;
  /** [vocabulary]; of a token that was not observed: that of all together. */
  readonly bias: Float32Array;
}

/**
 * The scale a by least squares of rewards on logits within each token, Σ w(m − m̄ᵥ)(r − r̄ᵥ) / Σ w(m − m̄ᵥ)²; the bias of a token the
 * weighted mean of r − a·m over its observations and one more that is as all are, so that few of them say little.
 */
export function rewardBeginning(
  { tokens, logits, rewards, weights }: ObservedLogits,
  vocabulary: number,
): RewardBeginning {
  const sums = (values: (place: number) => number): Float64Array => {
    const found = new Float64Array(vocabulary);
    for (const [place, token] of tokens.entries())
      found[token] = (found[token] ?? 0) + (weights[place] ?? 0) * values(place);
    return found;
  };
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  const logit = (place: number): number => logits[place] ?? 0;
  const reward = (place: number): number => rewards[place] ?? 0;
  const weight = sums(() => 1);
  const logitSums = sums(logit);
  const rewardSums = sums(reward);
  const of = (values: Float64Array, place: number): number => values[tokens[place] ?? 0] ?? 0;
  const logitMean = (place: number): number => of(logitSums, place) / of(weight, place);
  const rewardMean = (place: number): number => of(rewardSums, place) / of(weight, place);
  const shared = total(
    sums((place) => (logit(place) - logitMean(place)) * (reward(place) - rewardMean(place))),
  );
  const spread = total(sums((place) => (logit(place) - logitMean(place)) ** 2));
  // Of logits that are alike only their rounding differs.
  const scale = spread > 1e-12 * total(sums((place) => logit(place) ** 2)) ? shared / spread : 0;
  const rest = sums((place) => reward(place) - scale * logit(place));
  const mean = total(rest) / total(weight);
  const one = total(weight) / tokens.length;
  return {
    scale,
    bias: Float32Array.from(rest, (sum, token) => (sum + one * mean) / ((weight[token] ?? 0) + one)),
  };
}
