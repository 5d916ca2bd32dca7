// One network with its optimiser: gradients are added up, clipped and applied.
import { AdamW, type Parameter } from '../../training/optimizer/adamW';
import { clipGradients, gradientBuffers } from '../../training/optimizer/gradientNorm';

export class NetworkOptimizer {
  /** Beside the parameters; what a step is made of. */
  readonly gradients: readonly Float32Array[];
  private readonly optimizer: AdamW;

  constructor(parameters: readonly Parameter[]) {
    this.gradients = gradientBuffers(parameters);
    this.optimizer = new AdamW(parameters);
  }

  /** `largest`: of the gradients' norm; what is longer is shortened to it. The gradients are zero afterwards. */
  step(learningRate: number, largest: number): void {
    clipGradients(this.gradients, largest);
    this.optimizer.step(this.gradients, learningRate);
    for (const gradient of this.gradients) gradient.fill(0);
  }
}
