// An exponential moving average of the trained parameters, kept beside them.
import type { Parameter } from './adamW';

/**
 * θ̄ ← η·θ̄ + (1 − η)·θ after each optimisation step, from θ̄ = θ₀: the parameter-space momentum that Kim et al. (Rethinking
 * Safety in LLM Fine-tuning, arXiv 2508.12531) find to keep safety. The average is what is saved and probed; training
 * itself goes on from θ. Of a LoRA adapter, A and B are averaged each on its own.
 */
export class ParameterAverage {
  private readonly parameters: readonly Parameter[];
  private readonly averages: readonly Float32Array[];
  private readonly decay: number;

  constructor(parameters: readonly Parameter[], decay: number) {
    if (!(decay >= 0 && decay < 1)) throw new RangeError(`The decay is in [0, 1): ${decay}.`);
    this.parameters = parameters;
    this.averages = parameters.map(({ data }) => data.slice());
    this.decay = decay;
  }

  update(): void {
    const decay = this.decay;
    for (const [index, { data }] of this.parameters.entries()) {
      const average = this.averages[index];
      if (average === undefined) continue;
      for (let i = 0; i < data.length; i++) {
        average[i] = decay * (average[i] ?? 0) + (1 - decay) * (data[i] ?? 0);
      }
    }
  }

  /** The live averages by parameter name. */
  state(): Readonly<Record<string, Float32Array>> {
    return Object.fromEntries(
      this.parameters.map(({ name }, index) => [name, this.averages[index] ?? new Float32Array()]),
    );
  }

  /** @throws RangeError where it does not fit the parameters; nothing is changed then. */
  restore(state: Readonly<Record<string, Float32Array>>): void {
    const saved = this.parameters.map(({ name, data }) => {
      const average = state[name];
      if (average?.length !== data.length) {
        throw new RangeError(`The saved average does not hold ${name} with ${data.length} numbers.`);
      }
      return average;
    });
    for (const [index, average] of this.averages.entries()) average.set(saved[index] ?? []);
  }

  /**
   * Calls `use` with the averages in the parameters' places, and puts the trained values back, bit for bit, whatever
   * happens: for probes and for saving.
   */
  async applied<Result>(use: () => Promise<Result>): Promise<Result> {
    this.swap();
    try {
      return await use();
    } finally {
      this.swap();
    }
  }

  private swap(): void {
    for (const [index, { data }] of this.parameters.entries()) {
      const average = this.averages[index];
      if (average === undefined) continue;
      const trained = data.slice();
      data.set(average);
      average.set(trained);
    }
  }
}
