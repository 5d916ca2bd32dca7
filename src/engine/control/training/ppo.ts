// Proximal policy optimisation of small policies: one update from a portion of steps.
import type { Random } from '../../../safety/random';
import { Mlp } from '../network/mlp';
import { NetworkOptimizer } from '../network/optimizer';
import type { ControlLearner } from '../methods/learner';
import type { GaussianPolicy } from '../policy/gaussianPolicy';
import { combineAdvantages, estimateAdvantages, type Advantages } from './advantages';
import type { Portion } from './portion';

export interface PpoSettings {
  readonly discount: number;
  /** λ of the advantages. */
  readonly trace: number;
  /** Of the probability ratio, on either side of 1. */
  readonly clip: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly entropy: number;
  readonly largestGradient: number;
}

export const ppoDefaults: PpoSettings = {
  discount: 0.98,
  trace: 0.95,
  clip: 0.2,
  epochs: 5,
  batch: 100,
  learningRate: 2e-3,
  entropy: 0,
  largestGradient: 0.5,
};

/** Schulman et al. (arXiv 1707.06347), with separate value networks for rewards and costs. */
export class Ppo {
  private readonly values: { readonly reward: Value; readonly cost: Value };
  private readonly optimizer: NetworkOptimizer;

  constructor(
    private readonly policy: GaussianPolicy,
    private readonly learner: ControlLearner,
    hidden: readonly number[],
    private readonly settings: PpoSettings,
    private readonly random: Random,
  ) {
    const value = (): Value => {
      const network = Mlp.create([learner.featureSize, ...hidden, 1], random);
      return { network, optimizer: new NetworkOptimizer(network.parameters('value')) };
    };
    this.values = { reward: value(), cost: value() };
    this.optimizer = new NetworkOptimizer(policy.parameters());
  }

  /** `rate`: the share of the learning rate that is left. */
  update(portion: Portion, rate: number): void {
    const { settings, learner, values } = this;
    const ofRewards = this.advantages(values.reward, learner.rewards(portion), portion);
    const ofCosts = this.advantages(values.cost, portion.costs, portion);
    const combined = combineAdvantages(ofRewards.advantages, ofCosts.advantages, learner.costWeight());
    const learningRate = settings.learningRate * rate;
    for (let epoch = 0; epoch < settings.epochs; epoch++) {
      for (const rows of shuffledBatches(portion.steps, settings.batch, this.random)) {
        const features = taken(portion.features, learner.featureSize, rows);
        this.updatePolicy(portion, rows, features, combined, learningRate);
        this.fit(values.reward, features, taken(ofRewards.returns, 1, rows), learningRate);
        this.fit(values.cost, features, taken(ofCosts.returns, 1, rows), learningRate);
      }
    }
  }

  private advantages({ network }: Value, rewards: Float32Array, portion: Portion): Advantages {
    const now = network.forward(portion.features, portion.steps).output;
    const next = network.forward(portion.nextFeatures, portion.steps).output;
    return estimateAdvantages(rewards, now, next, portion, this.settings);
  }

  private updatePolicy(
    portion: Portion,
    rows: Uint32Array,
    features: Float32Array,
    advantages: Float32Array,
    learningRate: number,
  ): void {
    const { policy, settings } = this;
    const size = policy.logStd.length;
    const trace = policy.mean.forward(features, rows.length);
    const actions = taken(portion.actions, size, rows);
    const { gradients } = this.optimizer;
    const ofLogStd = gradients.at(-1) ?? new Float32Array(size);
    const ofMean = clippedGradient(
      policy,
      {
        ...{ means: trace.output, actions, clip: settings.clip },
        advantages: taken(advantages, 1, rows),
        before: taken(portion.logProbs, 1, rows),
      },
      ofLogStd,
    );
    for (let i = 0; i < size; i++) ofLogStd[i] = (ofLogStd[i] ?? 0) - settings.entropy;
    this.learner.addActionGradient(
      {
        rows: rows.length,
        observations: taken(portion.observations, portion.observations.length / portion.steps, rows),
        rewards: taken(portion.rewards, 1, rows),
        means: trace.output,
        actions,
      },
      ofMean,
    );
    policy.mean.backward(trace, ofMean, gradients);
    this.optimizer.step(learningRate, settings.largestGradient);
    for (let i = 0; i < size; i++) policy.logStd[i] = Math.max(smallestLogStd, policy.logStd[i] ?? 0);
  }

  private fit(
    { network, optimizer }: Value,
    features: Float32Array,
    returns: Float32Array,
    learningRate: number,
  ): void {
    const trace = network.forward(features, returns.length);
    const gradient = trace.output.map((value, i) => (value - (returns[i] ?? 0)) / returns.length);
    network.backward(trace, gradient, optimizer.gradients);
    optimizer.step(learningRate, this.settings.largestGradient);
  }
}

interface Value {
  readonly network: Mlp;
  readonly optimizer: NetworkOptimizer;
}

/** A standard deviation of 0.05, so that a ratio stays a number. */
const smallestLogStd = -3;

/** Rows whose probability is to change, [rows, …]. */
export interface ClippedRows {
  readonly means: Float32Array;
  readonly actions: Float32Array;
  readonly advantages: Float32Array;
  /** Log-probabilities when the actions were taken. */
  readonly before: Float32Array;
  readonly clip: number;
}

/** The gradient of mean −min(ratio·A, clip(ratio)·A) by the means [rows, actions]; that by the log deviations is added to `ofLogStd`. */
export function clippedGradient(
  policy: GaussianPolicy,
  { means, actions, advantages, before, clip }: ClippedRows,
  ofLogStd: Float32Array,
): Float32Array {
  const rows = advantages.length;
  const size = policy.logStd.length;
  const ofMean = new Float32Array(actions.length);
  for (let row = 0; row < rows; row++) {
    const at = row * size;
    const ratio = Math.exp(policy.logProb(means, at, actions, at) - (before[row] ?? 0));
    const slope = clippedSlope(ratio, advantages[row] ?? 0, clip) / rows;
    if (slope === 0) continue;
    for (let i = 0; i < size; i++) {
      const deviation = Math.exp(policy.logStd[i] ?? 0);
      const z = ((actions[at + i] ?? 0) - (means[at + i] ?? 0)) / deviation;
      ofMean[at + i] = (slope * z) / deviation;
      ofLogStd[i] = (ofLogStd[i] ?? 0) + slope * (z * z - 1);
    }
  }
  return ofMean;
}

/** The slope of −min(ratio·A, clip(ratio)·A) by the log-probability. */
function clippedSlope(ratio: number, advantage: number, clip: number): number {
  const isClipped = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip;
  return isClipped ? 0 : -advantage * ratio;
}

/** All rows in random order, in batches. */
export function shuffledBatches(rows: number, size: number, random: Random): Uint32Array[] {
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => order.subarray(i * size, (i + 1) * size));
}

/** Rows of a matrix [rows, size]. */
export function taken(matrix: Float32Array, size: number, rows: Uint32Array): Float32Array {
  const result = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * size;
    for (let j = 0; j < size; j++) result[i * size + j] = matrix[from + j] ?? 0;
  }
  return result;
}
