// A policy with a normal distribution over actions: a network gives the mean, the deviations are parameters of their own.
import type { Random } from '../../../safety/random';
import { normalVariate } from '../../../safety/statistics/normal';
import type { Parameter } from '../../training/optimizer/adamW';
import { Mlp } from '../network/mlp';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

export class GaussianPolicy {
  constructor(
    readonly mean: Mlp,
    /** [actions], natural logarithms of standard deviations. */
    readonly logStd: Float32Array,
  ) {}

  static create(inputs: number, actions: number, hidden: readonly number[], random: Random): GaussianPolicy {
    const mean = Mlp.create([inputs, ...hidden, actions], random, 0.01);
    return new GaussianPolicy(mean, new Float32Array(actions).fill(-0.5));
  }

  parameters(): Parameter[] {
    return [...this.mean.parameters('policy'), { name: 'policy.log_std', data: this.logStd, decays: false }];
  }

  /** One action, not clamped. */
  sample(mean: Float32Array, random: Random): Float32Array {
    return mean.map((value, i) => value + Math.exp(this.logStd[i] ?? 0) * normalVariate(random));
  }

  /** The natural logarithm of an action's density; `mean` and `action` begin at an index of their own. */
  logProb(mean: Float32Array, meanAt: number, action: Float32Array, actionAt: number): number {
    let sum = 0;
    for (let i = 0; i < this.logStd.length; i++) {
      const log = this.logStd[i] ?? 0;
      const z = ((action[actionAt + i] ?? 0) - (mean[meanAt + i] ?? 0)) / Math.exp(log);
      sum -= 0.5 * z * z + log + halfLogTwoPi;
    }
    return sum;
  }
}
