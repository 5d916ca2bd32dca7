// AdamW over plain Float32Arrays, with a state that can be saved and resumed bit for bit.

/** What is optimised: the data is changed in place. */
export interface Parameter {
  /** Unique; names its state. */
  readonly name: string;
  readonly data: Float32Array;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** transformers' TrainingArguments. */
export const adamWDefaults: AdamWOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** Everything besides the parameters that the next step depends on. Names are PyTorch's. */
export interface AdamWState {
  /** Steps made. */
  readonly step: number;
  /** First and second moments by parameter name. */
  readonly exp_avg: Readonly<Record<string, Float32Array>>;
  readonly exp_avg_sq: Readonly<Record<string, Float32Array>>;
}

/**
 * Loshchilov & Hutter, Decoupled Weight Decay Regularization (arXiv 1711.05101), algorithm 2, with the learning rate in
 * front of the decay as in torch.optim.AdamW:
 *
 *     θ ← θ·(1 − η·λ)
 *     m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²
 *     θ ← θ − η·(m / (1 − β₁ᵗ)) / (√v / √(1 − β₂ᵗ) + ε)
 *
 * Moments are float32; one step's arithmetic is double precision, so it agrees with PyTorch to float32 rounding.
 */
export class AdamW {
  private readonly parameters: readonly Parameter[];
  private readonly options: AdamWOptions;
  private readonly moments: readonly { readonly first: Float32Array; readonly second: Float32Array }[];
  private steps = 0;

  constructor(parameters: readonly Parameter[], options: AdamWOptions = adamWDefaults) {
    this.parameters = parameters;
    this.options = options;
    this.moments = parameters.map(({ data }) => ({
      first: new Float32Array(data.length),
      second: new Float32Array(data.length),
    }));
  }

  /** Changes the parameters by one step. `gradients` match them one by one and are left as they are. */
  step(gradients: readonly Float32Array[], learningRate: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    this.steps++;
    const stepSize = learningRate / (1 - beta1 ** this.steps);
    const rootCorrection = Math.sqrt(1 - beta2 ** this.steps);
    for (const [index, { name, data, decays }] of this.parameters.entries()) {
      const gradient = gradients[index];
      const moments = this.moments[index];
      if (moments === undefined || gradient?.length !== data.length) {
        throw new RangeError(`The gradient of ${name} has another size than the tensor.`);
      }
      const keep = decays ? 1 - learningRate * weightDecay : 1;
      const { first, second } = moments;
      for (let i = 0; i < data.length; i++) {
        const g = gradient[i] ?? 0;
        const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
        const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        data[i] = (data[i] ?? 0) * keep - (stepSize * m) / (Math.sqrt(v) / rootCorrection + epsilon);
      }
    }
  }

  /** The live state: the arrays are those that later steps change. */
  state(): AdamWState {
    const byName = (moment: 'first' | 'second'): Record<string, Float32Array> =>
      Object.fromEntries(
        this.parameters.flatMap(({ name }, index) => {
          const moments = this.moments[index];
          return moments === undefined ? [] : [[name, moments[moment]] as const];
        }),
      );
    return { step: this.steps, exp_avg: byName('first'), exp_avg_sq: byName('second') };
  }

  /**
   * Continues from a saved state, which is copied.
   * @throws RangeError where it does not fit the parameters; nothing is changed then.
   */
  restore(state: AdamWState): void {
    const saved = this.parameters.map(({ name, data }) => {
      const first = state.exp_avg[name];
      const second = state.exp_avg_sq[name];
      if (first?.length !== data.length || second?.length !== data.length) {
        throw new RangeError(`The optimiser state does not hold ${name} with ${data.length} numbers.`);
      }
      return { first, second };
    });
    for (const [index, moments] of this.moments.entries()) {
      const from = saved[index];
      if (from === undefined) continue;
      moments.first.set(from.first);
      moments.second.set(from.second);
    }
    this.steps = state.step;
  }
}
