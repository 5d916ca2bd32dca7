// From hidden states to log-probabilities of given tokens and entropies, without keeping anything of vocabulary size but
// the distribution itself.
import type { Composite } from '../autodiff/composite';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import {
  add,
  div,
  gather,
  log,
  matMul,
  mul,
  reduceMax,
  reduceSum,
  softmax,
  squeeze,
  stopGradient,
  sub,
} from '../graph/ops';

export interface TokenScoreValues {
  /** float32 [tokens] each; no gradient flows through entropies. */
  readonly logprobs: Value;
  readonly entropies: Value;
  readonly composite: Composite;
}

/**
 * log π(token) = h·w_token/τ − log Z, with log Z = max z − log max softmax(z) over the logits z = W·h/τ.
 * ∂log Z/∂h = softmax(z)·W/τ is one more matrix product, which also gives the entropy: log Z − (h/τ)·(softmax(z)·W).
 * So neither direction needs a second array of logits.
 * @param hidden float32 [tokens, hidden], normalised
 * @param head float32 [vocabulary, hidden]
 * @param tokens int64 [tokens]
 * @param temperature float32 []
 */
export function tokenScores(
  g: GraphBuilder,
  hidden: Value,
  head: Value,
  tokens: Value,
  temperature: Value,
): TokenScoreValues {
  const h = div(g, hidden, temperature);
  const chosen = reduceSum(g, mul(g, h, gather(g, head, tokens, 0)), -1);

  const from = g.nodeList.length;
  const logits = fusedMatMul(g, h, head, { transB: true });
  const probabilities = softmax(g, logits, -1);
  const normaliser = sub(g, reduceMax(g, logits, -1), log(g, reduceMax(g, probabilities, -1)));
  const mixed = matMul(g, probabilities, head);
  const composite: Composite = {
    from,
    to: g.nodeList.length,
    inputs: [h, head],
    outputs: [normaliser],
    vjp: ([d]) =>
      d == null
        ? []
        : [() => mul(g, d, mixed), () => fusedMatMul(g, probabilities, mul(g, d, h), { transA: true })],
  };
  const meanLogit = reduceSum(g, mul(g, h, mixed), -1);
  return {
    logprobs: squeeze(g, sub(g, chosen, normaliser), [-1]),
    entropies: stopGradient(g, squeeze(g, sub(g, normaliser, meanLogit), [-1])),
    composite,
  };
}

/** One number per token from a linear head: h·wᵀ + b. @param hidden float32 [tokens, hidden] */
export function tokenValues(g: GraphBuilder, hidden: Value, weight: Value, bias: Value): Value {
  return squeeze(g, add(g, fusedMatMul(g, hidden, weight, { transB: true }), bias), [-1]);
}
