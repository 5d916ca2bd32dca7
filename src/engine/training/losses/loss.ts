// What a loss is: a small graph over the log-probabilities of the trained tokens, differentiated with the model's.
// It knows no model and no batch layout.
import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';

/** What the model's graph gives for the trained tokens of a micro-batch. */
export interface PolicyOutputs {
  /** float32 [tokens]: log π_θ of each trained token, under the sampling temperature. */
  readonly logprobs: Value;
  /** float32 [tokens]: entropy of the distribution it was drawn from, nats; no gradient flows through it. */
  readonly entropies: Value;
  /** float32 [tokens]: the value head's estimate; null without one. */
  readonly values: Value | null;
  /**
   * float32 [tokens, hidden] by layer: the residual stream behind it, at the position that predicts each trained token. Of the
   * layers that the loss names.
   */
  readonly states: ReadonlyMap<number, Value>;
}

/**
 * The shape of a loss's own input: one number per token, per row (a sequence; a pair in DPO), or a [rows, tokens] matrix
 * (1 where a token belongs to a row, for sums over sequences); or a vector as wide as the residual stream, the same for all
 * rows. Settings are constants of the graph.
 */
export type LossInputKind = 'token' | 'row' | 'rowToken' | 'hidden';

export interface LossGraph {
  /**
   * float32 []: a sum over the micro-batch whose weights already carry every normalisation, so that losses and gradients
   * of micro-batches add up to those of the whole batch.
   */
  readonly loss: Value;
  /**
   * float32 [] each, under TRL's names: sums over the micro-batch that already carry their divisor (the `shares` input),
   * so that adding them up over the micro-batches of an optimisation step gives the step's mean.
   */
  readonly metrics: Readonly<Record<string, Value>>;
}

export interface Loss {
  /** The loss's own inputs by name: old and reference log-probabilities, advantages, weights, … */
  readonly inputs: Readonly<Record<string, LossInputKind>>;
  /** Which outputs beyond log-probabilities are needed. */
  readonly needsValues: boolean;
  /** Layers whose states it reads; absent: none. */
  readonly layers?: readonly number[];
  build(g: GraphBuilder, policy: PolicyOutputs, inputs: Readonly<Record<string, Value>>): LossGraph;
}
