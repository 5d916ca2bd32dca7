// From hidden states to log-probabilities of given tokens and entropies, without keeping anything of vocabulary size but
// the distribution itself.
import type { Composite } from '../autodiff/composite';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import {
  add,
  div,
  log,
  mul,
  reduceMax,
  reduceSum,
  scalar,
  softmax,
  square,
  squeeze,
  stopGradient,
  sub,
  tanh,
} from '../graph/ops';
import type { LanguageHead } from './languageHead';
import { scaled } from './scaled';
import { softCap } from './softCap';

export interface TokenScoreValues {
  /** float32 [tokens] each; no gradient flows through entropies. */
  readonly logprobs: Value;
  readonly entropies: Value;
  readonly composite: Composite;
}

export interface LogitScale {
  readonly temperature: number;
  /** Of logits, before the temperature; null: none. */
  readonly cap: number | null;
}

/**
 * log π(token) = z_token − log Z, with log Z = max z − log max softmax(z) over the logits z = f(W·h)/τ, where f is nothing or
 * f(u) = c·tanh(u/c). ∂log Z/∂h = (softmax(z)·f′(W·h))·W/τ is one more matrix product. Without a cap that product also gives the
 * entropy, log Z − (h/τ)·(softmax(z)·W), so that neither direction needs a second array of logits.
 * @param hidden float32 [tokens, hidden], normalised
 * @param tokens int64 [tokens]
 */
export function tokenScores(
  g: GraphBuilder,
  hidden: Value,
  head: LanguageHead,
  tokens: Value,
  { temperature, cap }: LogitScale,
): TokenScoreValues {
  return cap === null
    ? plainScores(g, div(g, hidden, scalar(g, temperature)), head, tokens)
    : cappedScores(g, hidden, head, tokens, { temperature, cap });
}

/** @param h hidden states over the temperature */
function plainScores(g: GraphBuilder, h: Value, head: LanguageHead, tokens: Value): TokenScoreValues {
  const chosen = chosenLogits(g, h, head, tokens);
  const from = g.nodeList.length;
  const logits = head.logits(h);
  const probabilities = softmax(g, logits, -1);
  const normaliser = normaliserOf(g, logits, probabilities);
  const mixed = head.mixed(probabilities);
  const composite = normaliserComposite(g, { from, h, head, normaliser, mixed, weights: probabilities });
  const meanLogit = reduceSum(g, mul(g, h, mixed), -1);
  return scoresOf(g, chosen, normaliser, meanLogit, composite);
}

function cappedScores(
  g: GraphBuilder,
  h: Value,
  head: LanguageHead,
  tokens: Value,
  { temperature, cap }: { readonly temperature: number; readonly cap: number },
): TokenScoreValues {
  const chosen = scaled(g, softCap(g, chosenLogits(g, h, head, tokens), cap), 1 / temperature);
  const from = g.nodeList.length;
  const bounded = tanh(g, scaled(g, head.logits(h), 1 / cap));
  const logits = scaled(g, bounded, cap / temperature);
  const probabilities = softmax(g, logits, -1);
  const normaliser = normaliserOf(g, logits, probabilities);
  // f′(u) = 1 − tanh²(u/c)
  const slopes = scaled(g, sub(g, scalar(g, 1), square(g, bounded)), 1 / temperature);
  const weights = mul(g, probabilities, slopes);
  const mixed = head.mixed(weights);
  const composite = normaliserComposite(g, { from, h, head, normaliser, mixed, weights });
  const meanLogit = reduceSum(g, mul(g, probabilities, logits), -1);
  return scoresOf(g, chosen, normaliser, meanLogit, composite);
}

/** W·h of the tokens alone, [tokens, 1]. */
function chosenLogits(g: GraphBuilder, h: Value, head: LanguageHead, tokens: Value): Value {
  return reduceSum(g, mul(g, h, head.rows(tokens)), -1);
}

function normaliserOf(g: GraphBuilder, logits: Value, probabilities: Value): Value {
  return sub(g, reduceMax(g, logits, -1), log(g, reduceMax(g, probabilities, -1)));
}

interface Normaliser {
  readonly from: number;
  readonly h: Value;
  readonly head: LanguageHead;
  readonly normaliser: Value;
  /** ∂log Z/∂(W·h), [tokens, vocabulary]. */
  readonly weights: Value;
  /** weights·W */
  readonly mixed: Value;
}

function normaliserComposite(
  g: GraphBuilder,
  { from, h, head, normaliser, weights, mixed }: Normaliser,
): Composite {
  return {
    from,
    to: g.nodeList.length,
    inputs: head.matrix === null ? [h] : [h, head.matrix],
    outputs: [normaliser],
    vjp: ([d]) =>
      d == null
        ? []
        : [() => mul(g, d, mixed), () => fusedMatMul(g, weights, mul(g, d, h), { transA: true })],
  };
}

function scoresOf(
  g: GraphBuilder,
  chosen: Value,
  normaliser: Value,
  meanLogit: Value,
  composite: Composite,
): TokenScoreValues {
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
