// The critic of the unrolled safety layer: how it is trained on states and what became of their answers. Knows no model.
import { moments } from '../../../safety/representation/layerProbe';
import { seededRandom } from '../../../safety/random';
import type { CostCritic } from '../../models/criticCorrection';
import { AdamW } from '../../training/optimizer/adamW';

export interface CostRows {
  /** [hidden] each. */
  readonly states: readonly Float32Array[];
  /** 1: the answer broke the constraint; 0: it did not. */
  readonly costs: readonly number[];
}

export interface CriticSettings {
  readonly width: number;
  readonly seed: number;
  /** Called before each step; throws to stop. */
  readonly check: () => void;
  readonly onStep?: (done: number, total: number) => void;
}

const steps = 600;
const batch = 128;
const learningRate = 0.01;
const optimiser = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** The parameters of a critic as the optimiser moves them. */
export interface CriticParameters {
  readonly first: Float32Array;
  readonly firstBias: Float32Array;
  readonly second: Float32Array;
  /** [1] */
  readonly secondBias: Float32Array;
}

/** Of a state. @returns Q(x), see CostCritic */
export function predictedCost(
  { width, first, firstBias, second, secondBias }: CostCritic,
  state: Float32Array,
): number {
  let z = secondBias;
  for (let unit = 0; unit < width; unit++) {
    let inner = firstBias[unit] ?? 0;
    for (let i = 0; i < state.length; i++) inner += (first[unit * state.length + i] ?? 0) * (state[i] ?? 0);
    z += (second[unit] ?? 0) * Math.tanh(inner);
  }
  return 1 / (1 + Math.exp(-z));
}

/**
 * Minimises the cross-entropy of the costs by AdamW over standardised coordinates, which are folded into the first layer then.
 * @param rows at least one
 */
export function trainCostCritic(
  { states, costs }: CostRows,
  { width, seed, check, onStep }: CriticSettings,
): CostCritic {
  const hidden = states[0]?.length ?? 0;
  const { mean, scale } = moments(states, hidden);
  const rows = states.map((state) =>
    Float32Array.from(state, (x, i) => (x - (mean[i] ?? 0)) / (scale[i] ?? 1)),
  );
  const random = seededRandom(seed, width);
  const spread = 1 / Math.sqrt(hidden);
  const uniform = (count: number, bound: number): Float32Array =>
    Float32Array.from({ length: count }, () => bound * (2 * random() - 1));
  const parameters: CriticParameters = {
    first: uniform(width * hidden, spread),
    firstBias: new Float32Array(width),
    second: uniform(width, 1 / Math.sqrt(width)),
    secondBias: new Float32Array(1),
  };
  const named = Object.entries(parameters).map(([name, data]: [string, Float32Array]) => ({
    name,
    data,
    decays: !name.endsWith('Bias'),
  }));
  const adam = new AdamW(named, optimiser);
  for (let step = 0; step < steps; step++) {
    check();
    const chosen = Array.from({ length: Math.min(batch, rows.length) }, () =>
      Math.floor(random() * rows.length),
    );
    const { gradients } = criticLoss(parameters, {
      states: chosen.map((index) => rows[index] ?? new Float32Array(hidden)),
      costs: chosen.map((index) => costs[index] ?? 0),
    });
    adam.step(
      named.map(({ name }) => gradients[name as keyof CriticParameters]),
      learningRate * (1 - step / steps),
    );
    onStep?.(step + 1, steps);
  }
  return folded(parameters, width, mean, scale);
}

/** Mean cross-entropy over the rows, nats, and its gradients. */
export function criticLoss(
  { first, firstBias, second, secondBias }: CriticParameters,
  { states, costs }: CostRows,
): { readonly loss: number; readonly gradients: CriticParameters } {
  const width = firstBias.length;
  const gradients = {
    first: new Float32Array(first.length),
    firstBias: new Float32Array(width),
    second: new Float32Array(width),
    secondBias: new Float32Array(1),
  };
  let loss = 0;
  const inner = new Float64Array(width);
  for (const [row, state] of states.entries()) {
    const hidden = state.length;
    let z = secondBias[0] ?? 0;
    for (let unit = 0; unit < width; unit++) {
      let sum = firstBias[unit] ?? 0;
      for (let i = 0; i < hidden; i++) sum += (first[unit * hidden + i] ?? 0) * (state[i] ?? 0);
      inner[unit] = Math.tanh(sum);
      z += (second[unit] ?? 0) * (inner[unit] ?? 0);
    }
    const cost = costs[row] ?? 0;
    loss += (Math.max(0, z) - z * cost + Math.log1p(Math.exp(-Math.abs(z)))) / states.length;
    const error = (1 / (1 + Math.exp(-z)) - cost) / states.length;
    gradients.secondBias[0] = (gradients.secondBias[0] ?? 0) + error;
    for (let unit = 0; unit < width; unit++) {
      const value = inner[unit] ?? 0;
      gradients.second[unit] = (gradients.second[unit] ?? 0) + error * value;
      const slope = error * (second[unit] ?? 0) * (1 - value * value);
      gradients.firstBias[unit] = (gradients.firstBias[unit] ?? 0) + slope;
      for (let i = 0; i < hidden; i++) {
        const at = unit * hidden + i;
        gradients.first[at] = (gradients.first[at] ?? 0) + slope * (state[i] ?? 0);
      }
    }
  }
  return { loss, gradients };
}

/** The critic of states as they are: W₁·(x − μ)/σ + b₁ = (W₁/σ)·x + (b₁ − (W₁/σ)·μ). */
function folded(
  { first, firstBias, second, secondBias }: CriticParameters,
  width: number,
  mean: Float64Array,
  scale: Float64Array,
): CostCritic {
  const hidden = mean.length;
  const scaled = first.map((value, at) => value / (scale[at % hidden] ?? 1));
  const bias = firstBias.map((value, unit) => {
    let sum = value;
    for (let i = 0; i < hidden; i++) sum -= (scaled[unit * hidden + i] ?? 0) * (mean[i] ?? 0);
    return sum;
  });
  return { width, first: scaled, firstBias: bias, second, secondBias: secondBias[0] ?? 0 };
}
