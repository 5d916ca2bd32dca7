// From hidden states to log-probabilities of given tokens and entropies, without keeping anything of vocabulary size but
// the distribution itself.
import type { Composite } from '../autodiff/composite';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import {
  add,
  concat,
  div,
  gather,
  log,
  mul,
  reduceMax,
  reduceSum,
  scalar,
  shapeOf,
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

export interface ScoreOptions extends LogitScale {
  /** How many parts of the tokens are scored one after the other; any number gives the same scores. */
  readonly pieces: number;
  /** Whether nothing but log-probabilities will be asked for. */
  readonly forwardOnly: boolean;
}

/**
 * log π(token) = z_token − log Z, with log Z = max z − log max softmax(z) over the logits z = f(W·h)/τ, where f is nothing or
 * f(u) = c·tanh(u/c). ∂log Z/∂h = (softmax(z)·f′(W·h))·W/τ is one more matrix product. Without a cap that product also gives the
 * entropy, log Z − (h/τ)·(softmax(z)·W), so that neither direction needs a second array of logits. Logits are there for one piece
 * of the tokens at a time; the distributions stay where the head is trained.
 * @param hidden float32 [tokens, hidden], normalised
 * @param tokens int64 [tokens]
 */
export function tokenScores(
  g: GraphBuilder,
  hidden: Value,
  head: LanguageHead,
  tokens: Value,
  { temperature, cap, pieces, forwardOnly }: ScoreOptions,
): TokenScoreValues {
  const h = cap === null ? div(g, hidden, scalar(g, temperature)) : hidden;
  const raw = chosenLogits(g, h, head, tokens);
  const chosen = cap === null ? raw : scaled(g, softCap(g, raw, cap), 1 / temperature);
  const from = g.nodeList.length;
  // A head in blocks would be dequantised for each.
  const parts = inPieces(g, h, { pieces: head.matrix === null ? 1 : pieces, forwardOnly }, (part) =>
    cap === null ? plain(g, part, head) : capped(g, part, head, { temperature, cap }),
  );
  const normaliser = joined(
    g,
    parts.map((part) => part.normaliser),
  );
  const mixed = joined(
    g,
    parts.map((part) => part.mixed),
  );
  const meanLogit = joined(
    g,
    parts.map((part) => part.meanLogit),
  );
  const composite: Composite = {
    from,
    to: g.nodeList.length,
    inputs: head.matrix === null ? [h] : [h, head.matrix],
    outputs: [normaliser],
    vjp: ([d]) => (d == null ? [] : [() => mul(g, d, mixed), () => headGradient(g, parts, mul(g, d, h))]),
  };
  return scoresOf(g, chosen, normaliser, meanLogit, composite);
}

/** What a piece of the tokens says of the vocabulary. */
interface Distribution {
  /** log Z, [tokens, 1]. */
  readonly normaliser: Value;
  /** ∂log Z/∂(W·h), [tokens, vocabulary]. */
  readonly weights: Value;
  /** weights·W */
  readonly mixed: Value;
  /** Σ softmax(z)·z, [tokens, 1]. */
  readonly meanLogit: Value;
}

interface Piece extends Distribution {
  readonly rows: Rows;
}

/** Rows [from, to) of all tokens, int64 [1] each. */
interface Rows {
  readonly from: Value;
  readonly to: Value;
}

/** W·h of the tokens alone, [tokens, 1]. */
function chosenLogits(g: GraphBuilder, h: Value, head: LanguageHead, tokens: Value): Value {
  return reduceSum(g, mul(g, h, head.rows(tokens)), -1);
}

/** @param h hidden states over the temperature */
function plain(g: GraphBuilder, h: Value, head: LanguageHead): Distribution {
  const logits = head.logits(h);
  const probabilities = softmax(g, logits, -1);
  const mixed = head.mixed(probabilities);
  return {
    normaliser: normaliserOf(g, logits, probabilities),
    weights: probabilities,
    mixed,
    meanLogit: reduceSum(g, mul(g, h, mixed), -1),
  };
}

function capped(
  g: GraphBuilder,
  h: Value,
  head: LanguageHead,
  { temperature, cap }: { readonly temperature: number; readonly cap: number },
): Distribution {
  const bounded = tanh(g, scaled(g, head.logits(h), 1 / cap));
  const logits = scaled(g, bounded, cap / temperature);
  const probabilities = softmax(g, logits, -1);
  // f′(u) = 1 − tanh²(u/c)
  const slopes = scaled(g, sub(g, scalar(g, 1), square(g, bounded)), 1 / temperature);
  const weights = mul(g, probabilities, slopes);
  return {
    normaliser: normaliserOf(g, logits, probabilities),
    weights,
    mixed: head.mixed(weights),
    meanLogit: reduceSum(g, mul(g, probabilities, logits), -1),
  };
}

function normaliserOf(g: GraphBuilder, logits: Value, probabilities: Value): Value {
  return sub(g, reduceMax(g, logits, -1), log(g, reduceMax(g, probabilities, -1)));
}

/**
 * A piece begins where the one before ended, by the rows that were computed of it: so it cannot run before, and their logits are
 * never there together.
 */
function inPieces(
  g: GraphBuilder,
  h: Value,
  { pieces, forwardOnly }: Pick<ScoreOptions, 'pieces' | 'forwardOnly'>,
  make: (part: Value) => Distribution,
): Piece[] {
  const total = gather(g, shapeOf(g, h), g.int64([1], [0]), 0);
  const made: Piece[] = [];
  let from: Value = g.int64([1], [0]);
  for (let piece = 1; piece <= pieces; piece++) {
    const to = div(g, mul(g, total, g.int64([1], [piece])), g.int64([1], [pieces]));
    const part = pieces === 1 ? h : rowsOf(g, h, { from, to }, `tokens.${piece}`);
    const distribution = make(part);
    made.push({ ...distribution, rows: { from, to } });
    const { normaliser, meanLogit, mixed } = distribution;
    const computed = forwardOnly ? normaliser : concat(g, [normaliser, meanLogit, mixed], -1);
    from = add(g, from, gather(g, shapeOf(g, computed), g.int64([1], [0]), 0));
  }
  return made;
}

/** Of all tokens. */
function joined(g: GraphBuilder, parts: readonly Value[]): Value {
  const [first] = parts;
  if (first === undefined) throw new RangeError('Tokens are scored in one piece at least.');
  if (parts.length === 1) return first;
  return g.node(
    'Concat',
    parts,
    { type: first.type, shape: ['tokens', ...first.shape.slice(1)] },
    { axis: 0 },
  );
}

function rowsOf(g: GraphBuilder, x: Value, { from, to }: Rows, size: string): Value {
  const shape = [size, ...x.shape.slice(1)];
  return g.node('Slice', [x, from, to, g.int64([1], [0])], { type: x.type, shape });
}

/** weightsᵀ·(∂·h), [vocabulary, hidden] */
function headGradient(g: GraphBuilder, parts: readonly Piece[], dh: Value): Value {
  return parts
    .map(({ weights, rows }) => {
      const part = parts.length === 1 ? dh : rowsOf(g, dh, rows, String(weights.shape[0]));
      return fusedMatMul(g, weights, part, { transA: true });
    })
    .reduce((sum, part) => add(g, sum, part));
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
