// Qᶜ: how likely a completion is unsafe, as a logistic function of its features. Knows no model, no judge and no policy.
import { AdamW, adamWDefaults } from '../../training/optimizer/adamW';
import { checkpointCorrupt } from '../../checkpoints/checkpointErrors';
import type { SafeguardState } from './trainingSafeguard';

export interface JudgedFeatures {
  readonly features: Float32Array;
  /** 1: judged unsafe; 0: safe. */
  readonly cost: number;
}

export interface CriticLoss {
  readonly loss: number;
  /** [features + 1]: of the weights, then of the bias. */
  readonly gradient: Float32Array;
}

export interface CriticOptions {
  /** Numbers of one completion. */
  readonly features: number;
  /** α of the term that raises the estimate where nothing was judged; 0: none. */
  readonly conservatism: number;
  /** Judged completions that are remembered, the newest. */
  readonly replay: number;
}

/** Full-batch steps of each time that it learns, and their learning rate. */
const learningSteps = 20;
const learningRate = 0.02;

/** σ(w·φ + b); `weights`: [features + 1]. */
export function estimateOf(weights: Float32Array, features: Float32Array): number {
  let sum = weights[features.length] ?? 0;
  for (let i = 0; i < features.length; i++) sum += (weights[i] ?? 0) * (features[i] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/**
 * ½·E_D[(Q − c)²] + α·(E_D[Q] − E_π[Q]): Bharadhwaj et al. (arXiv 2010.14497), eq. 2, where a completion is the only action of
 * its episode, so that its Bellman target is its cost. D: what was judged; π: what the policy proposes. With α above 0 the
 * estimate is too high rather than too low away from D.
 */
export function criticLoss(
  weights: Float32Array,
  judged: readonly JudgedFeatures[],
  proposals: readonly Float32Array[],
  conservatism: number,
): CriticLoss {
  const gradient = new Float64Array(weights.length);
  let loss = 0;
  const add = (features: Float32Array, estimate: number, slope: number): void => {
    const along = slope * estimate * (1 - estimate);
    for (let i = 0; i < features.length; i++) gradient[i] = (gradient[i] ?? 0) + along * (features[i] ?? 0);
    gradient[features.length] = (gradient[features.length] ?? 0) + along;
  };
  for (const { features, cost } of judged) {
    const estimate = estimateOf(weights, features);
    loss += (0.5 * (estimate - cost) ** 2 + conservatism * estimate) / judged.length;
    add(features, estimate, (estimate - cost + conservatism) / judged.length);
  }
  for (const features of conservatism === 0 ? [] : proposals) {
    const estimate = estimateOf(weights, features);
    loss -= (conservatism * estimate) / proposals.length;
    add(features, estimate, -conservatism / proposals.length);
  }
  return { loss, gradient: Float32Array.from(gradient) };
}

export class CostCritic {
  private readonly weights: Float32Array;
  private readonly optimizer: AdamW;
  private judged: readonly JudgedFeatures[] = [];

  constructor(private readonly options: CriticOptions) {
    this.weights = new Float32Array(options.features + 1);
    const parameter = { name: 'weights', data: this.weights, decays: false };
    this.optimizer = new AdamW([parameter], adamWDefaults);
  }

  /** In (0, 1); ½ before anything was learned. */
  estimate(features: Float32Array): number {
    return estimateOf(this.weights, features);
  }

  /** From these and what is remembered. The loss before it; null where nothing was ever judged. */
  learn(judged: readonly JudgedFeatures[], proposals: readonly Float32Array[]): number | null {
    this.judged = [...this.judged, ...judged].slice(-this.options.replay);
    if (this.judged.length === 0) return null;
    let before: number | null = null;
    for (let step = 0; step < learningSteps; step++) {
      const { loss, gradient } = criticLoss(this.weights, this.judged, proposals, this.options.conservatism);
      before ??= loss;
      this.optimizer.step([gradient], learningRate);
    }
    return before;
  }

  state(): SafeguardState {
    const { step, exp_avg, exp_avg_sq } = this.optimizer.state();
    const size = this.options.features;
    const vector = (data: Float32Array | undefined) => ({
      shape: [size + 1],
      data: data?.slice() ?? new Float32Array(size + 1),
    });
    const features = new Float32Array(this.judged.length * size);
    for (const [row, one] of this.judged.entries()) features.set(one.features, row * size);
    return {
      numbers: { criticSteps: step },
      tensors: {
        weights: vector(this.weights),
        exp_avg: vector(exp_avg['weights']),
        exp_avg_sq: vector(exp_avg_sq['weights']),
        ...(this.judged.length === 0
          ? {}
          : {
              features: { shape: [this.judged.length, size], data: features },
              costs: {
                shape: [this.judged.length],
                data: Float32Array.from(this.judged, ({ cost }) => cost),
              },
            }),
      },
    };
  }

  /** @throws GuardrailError checkpointCorrupt where it is of another model or layer */
  restore({ numbers, tensors }: SafeguardState): void {
    const size = this.options.features;
    const { weights, exp_avg, exp_avg_sq, features, costs } = tensors;
    const fits = [weights, exp_avg, exp_avg_sq].every((tensor) => tensor?.data.length === size + 1);
    const rows = costs?.data.length ?? 0;
    if (!fits || weights === undefined || (features?.data.length ?? 0) !== rows * size) throw anotherCritic();
    this.weights.set(weights.data);
    this.optimizer.restore({
      step: numbers['criticSteps'] ?? 0,
      exp_avg: { weights: exp_avg?.data ?? weights.data },
      exp_avg_sq: { weights: exp_avg_sq?.data ?? weights.data },
    });
    this.judged = Array.from({ length: rows }, (_, row) => ({
      features: features?.data.slice(row * size, (row + 1) * size) ?? new Float32Array(),
      cost: costs?.data[row] ?? 0,
    }));
  }
}

function anotherCritic(): Error {
  return checkpointCorrupt(
    'The critic in the checkpoint is of another model, or reads another layer.',
    'Start a new run, or put the original model back.',
  );
}
