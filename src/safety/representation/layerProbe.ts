// Linear probes of a layer's states: how well a layer tells two kinds of prompts apart, as the loss on prompts held out.
import type { States } from './refusalDirection';

export interface LabelledStates {
  /** Rows of `hidden` numbers. */
  readonly states: States;
  /** 1 or 0 of each row. */
  readonly labels: readonly number[];
}

/** p(1 | x) = σ(w·x + b) */
export interface LinearProbe {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** L2 penalty on the weights of standardised coordinates; there are more of these than prompts. */
const penalty = 0.01;
const iterations = 300;
const learningRate = 0.05;
const [beta1, beta2] = [0.9, 0.999];

/**
 * Logistic regression with an L2 penalty on standardised coordinates, by Adam from zero: no randomness.
 * @param rows at least one
 */
export function fitProbe({ states, labels }: LabelledStates): LinearProbe {
  const size = states[0]?.length ?? 0;
  const { mean, scale } = moments(states, size);
  const rows = states.map((state) =>
    Float64Array.from(state, (x, i) => (x - (mean[i] ?? 0)) / (scale[i] ?? 1)),
  );
  // The bias is the last parameter.
  const parameters = new Float64Array(size + 1);
  const [first, second] = [new Float64Array(size + 1), new Float64Array(size + 1)];
  for (let step = 1; step <= iterations; step++) {
    const gradient = new Float64Array(size + 1);
    for (const [index, row] of rows.entries()) {
      let z = parameters[size] ?? 0;
      for (let i = 0; i < size; i++) z += (row[i] ?? 0) * (parameters[i] ?? 0);
      const error = (sigmoid(z) - (labels[index] ?? 0)) / rows.length;
      for (let i = 0; i < size; i++) gradient[i] = (gradient[i] ?? 0) + error * (row[i] ?? 0);
      gradient[size] = (gradient[size] ?? 0) + error;
    }
    for (let i = 0; i <= size; i++) {
      const g = (gradient[i] ?? 0) + (i < size ? penalty * (parameters[i] ?? 0) : 0);
      const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      const corrected = m / (1 - beta1 ** step);
      const spread = Math.sqrt(v / (1 - beta2 ** step)) + 1e-8;
      parameters[i] = (parameters[i] ?? 0) - (learningRate * corrected) / spread;
    }
  }
  const weights = parameters.slice(0, size).map((w, i) => w / (scale[i] ?? 1));
  const bias = weights.reduce((sum, w, i) => sum - w * (mean[i] ?? 0), parameters[size] ?? 0);
  return { weights, bias };
}

/** Mean cross-entropy, nats; NaN without rows. */
export function probeLoss({ weights, bias }: LinearProbe, { states, labels }: LabelledStates): number {
  const losses = states.map((state, index) => {
    const z = weights.reduce((sum, w, i) => sum + w * (state[i] ?? 0), bias);
    return softplus(labels[index] === 1 ? -z : z);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/**
 * The loss of each layer's probe on every second row, fitted on the others: the lower, the more the layer knows (the safety
 * sensitivity score of arXiv 2510.02194, section 3.1).
 * @param layers the same rows of every layer
 */
export function probeLosses(layers: readonly States[], labels: readonly number[]): number[] {
  const half = <T>(rows: readonly T[], odd: number): T[] => rows.filter((_, index) => index % 2 === odd);
  return layers.map((states) => {
    const part = (odd: number): LabelledStates => ({ states: half(states, odd), labels: half(labels, odd) });
    return probeLoss(fitProbe(part(0)), part(1));
  });
}

/** Mean and standard deviation of each coordinate; 1 where it never changes. */
export function moments(
  states: States,
  size: number,
): { readonly mean: Float64Array; readonly scale: Float64Array } {
  const mean = new Float64Array(size);
  const scale = new Float64Array(size);
  for (const state of states)
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (state[i] ?? 0) / states.length;
  for (const state of states) {
    for (let i = 0; i < size; i++) {
      scale[i] = (scale[i] ?? 0) + ((state[i] ?? 0) - (mean[i] ?? 0)) ** 2 / states.length;
    }
  }
  return { mean, scale: scale.map((variance) => Math.sqrt(variance) || 1) };
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

function softplus(z: number): number {
  return Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
}
