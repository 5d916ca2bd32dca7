// Settings that an algorithm's defaults start from: PPO's clip range, no KL term, no discount, nothing of its own.
import type { AlgorithmSettings } from './algorithm';

export function commonSettings(maxCompletionLength: number): AlgorithmSettings {
  return {
    beta: 0,
    correctKl: false,
    epsilon: 0.2,
    epsilonHigh: 0.2,
    gamma: 1,
    lambda: 1,
    valueCoefficient: 0,
    valueClip: 0.2,
    maxCompletionLength,
    overlongBuffer: 0,
  };
}
