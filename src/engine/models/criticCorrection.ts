// A correction of the residual stream that unrolls gradient steps on a learned cost into the graph: at the positions that are
// scored, as long as the cost is above a threshold. Every number is an input of the graph, the number of steps alone its shape.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import {
  abs,
  add,
  div,
  greater,
  less,
  mul,
  reduceMax,
  scalar,
  sigmoid,
  square,
  sub,
  tanh,
  where,
} from '../graph/ops';
import type { BlockOutputs } from './decoderBlocks';
import { decoderInputs } from './decoderNames';
import type { StreamFeed } from './residualStream';

/** Q(x) = σ(w₂·tanh(W₁·x + b₁) + b₂), the chance that an answer which stands at x breaks the constraint. */
export interface CostCritic {
  readonly width: number;
  /** [width, hidden], row-major. */
  readonly first: Float32Array;
  /** [width] */
  readonly firstBias: Float32Array;
  /** [width] */
  readonly second: Float32Array;
  readonly secondBias: number;
}

/**
 * Behind block `layer` (0-based), at scored positions: x ← x − η·∇Q/‖∇Q‖∞ as long as Q(x) > δ, at most `steps` times (Zhang et al.
 * 2023, arXiv 2212.05727, eq. 10; the norm is that of its code).
 */
export interface CriticCorrection {
  readonly layer: number;
  readonly critic: CostCritic;
  /** δ */
  readonly threshold: number;
  /** η, in the stream's own units: what its largest coordinate moves by. */
  readonly stepSize: number;
  /** K */
  readonly steps: number;
}

/** So that a gradient of zero gives no NaN; as in the paper's code. */
const least = 1e-8;

/** More steps make a larger graph. */
export const mostSteps = 100;

export function corrected(
  g: GraphBuilder,
  { hiddenSize }: ModelConfig,
  { residual, pending }: BlockOutputs,
  { layer, steps, scored }: { readonly layer: number; readonly steps: number; readonly scored: Value },
): BlockOutputs {
  const width = `criticWidth.${layer}`;
  const first = g.input(decoderInputs.criticFirst(layer), 'float32', [width, hiddenSize]);
  const firstBias = g.input(decoderInputs.criticFirstBias(layer), 'float32', [width]);
  const second = g.input(decoderInputs.criticSecond(layer), 'float32', [1, width]);
  const secondBias = g.input(decoderInputs.criticSecondBias(layer), 'float32', [1]);
  const threshold = g.input(decoderInputs.criticThreshold(layer), 'float32', [1]);
  const stepSize = g.input(decoderInputs.criticStep(layer), 'float32', [1]);
  const limit = g.input(decoderInputs.criticLimit(layer), 'float32', [1]);
  const start = add(g, residual, pending);
  const stride = mul(g, scored, stepSize);
  let shift: Value | null = null;
  for (let step = 0; step < steps; step++) {
    const x: Value = shift === null ? start : sub(g, start, shift);
    const inner = tanh(g, add(g, fusedMatMul(g, x, first, { transB: true }), firstBias));
    const cost = sigmoid(g, add(g, fusedMatMul(g, inner, second, { transB: true }), secondBias));
    // Of the logit: it points where the gradient of Q does, and the norm takes its length away.
    const slopes = mul(g, sub(g, scalar(g, 1), square(g, inner)), second);
    const gradient = fusedMatMul(g, slopes, first);
    const norm = add(g, reduceMax(g, abs(g, gradient), -1), scalar(g, least));
    const goesOn = where(g, less(g, scalar(g, step), limit), stride, scalar(g, 0));
    const length = where(g, greater(g, cost, threshold), goesOn, scalar(g, 0));
    const moved = mul(g, div(g, gradient, norm), length);
    shift = shift === null ? moved : add(g, shift, moved);
  }
  return shift === null ? { residual, pending } : { residual, pending: sub(g, pending, shift) };
}

/** Without a correction, one of no step. */
export function correctionFeeds(
  hidden: number,
  layer: number,
  correction: CriticCorrection | undefined,
): StreamFeed[] {
  const { width, first, firstBias, second, secondBias } = correction?.critic ?? {
    width: 1,
    first: new Float32Array(hidden),
    firstBias: new Float32Array(1),
    second: new Float32Array(1),
    secondBias: 0,
  };
  const one = (name: string, value: number): StreamFeed => ({
    name,
    shape: [1],
    data: Float32Array.of(value),
  });
  return [
    { name: decoderInputs.criticFirst(layer), shape: [width, hidden], data: first },
    { name: decoderInputs.criticFirstBias(layer), shape: [width], data: firstBias },
    { name: decoderInputs.criticSecond(layer), shape: [1, width], data: second },
    one(decoderInputs.criticSecondBias(layer), secondBias),
    one(decoderInputs.criticThreshold(layer), correction?.threshold ?? 1),
    one(decoderInputs.criticStep(layer), correction?.stepSize ?? 0),
    one(decoderInputs.criticLimit(layer), correction?.steps ?? 0),
  ];
}

/** @throws GuardrailError invalidRequest where a size does not fit, a number is not finite, or two correct one layer */
export function checkCorrections(
  { hiddenSize }: ModelConfig,
  corrections: readonly CriticCorrection[],
): void {
  for (const [index, { layer, critic, threshold, stepSize, steps }] of corrections.entries()) {
    const { width, first, firstBias, second, secondBias } = critic;
    const fits =
      first.length === width * hiddenSize &&
      firstBias.length === width &&
      second.length === width &&
      Number.isInteger(steps) &&
      steps >= 1 &&
      steps <= mostSteps &&
      corrections.findIndex((other) => other.layer === layer) === index;
    const numbers = [first, firstBias, second, Float32Array.of(secondBias, threshold, stepSize)];
    if (fits && numbers.every((part) => part.every((value) => Number.isFinite(value)))) continue;
    throw new GuardrailError(
      'invalidRequest',
      `The correction of layer ${layer} does not fit a residual stream of ${hiddenSize} numbers, or has numbers that cannot be used.`,
      'Check that it was fitted for this model.',
    );
  }
}
