// The settings that algorithms' losses and targets read: what each is, what it is where an algorithm has no use for it, and
// which key of a configuration sets it.
import type { TrainConfig } from '../config/trainConfig';

export interface AlgorithmSettings {
  /** KL coefficient β; DPO's inverse temperature. */
  readonly beta: number;
  /**
   * GRPO, Dr. GRPO, DAPO: multiply k3 by the probability ratio, so that its gradient is that of KL(π‖π_ref); without, it is
   * that of KL(π_ref‖π). TRL's use_bias_correction_kl.
   */
  readonly correctKl: boolean;
  /** Clip range below and above 1. */
  readonly epsilon: number;
  readonly epsilonHigh: number;
  /** PPO and REINFORCE++: discount γ and GAE λ. */
  readonly gamma: number;
  readonly lambda: number;
  /** PPO: weight of the value loss, and its clip range. */
  readonly valueCoefficient: number;
  readonly valueClip: number;
  /** Dr. GRPO's constant divisor, and DAPO's length for the overlong penalty: tokens. */
  readonly maxCompletionLength: number;
  /** DAPO: the last tokens before the limit in which the penalty grows (L_cache); 0 is off. */
  readonly overlongBuffer: number;
}

/** What an algorithm's defaults start from: PPO's clip range, no KL term, no discount, nothing of its own. */
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

/** The configuration's settings in the place of an algorithm's defaults. */
export function configuredSettings(config: TrainConfig, defaults: AlgorithmSettings): AlgorithmSettings {
  const epsilon = config.epsilon ?? defaults.epsilon;
  return {
    ...defaults,
    beta: config.beta ?? defaults.beta,
    correctKl: config.use_bias_correction_kl ?? defaults.correctKl,
    epsilon,
    epsilonHigh: config.epsilon_high ?? (config.epsilon === undefined ? defaults.epsilonHigh : epsilon),
    gamma: config.gamma ?? defaults.gamma,
    lambda: config.lam ?? defaults.lambda,
    valueCoefficient: config.vf_coef ?? defaults.valueCoefficient,
    valueClip: config.cliprange_value ?? defaults.valueClip,
    overlongBuffer: config.soft_punish_cache ?? defaults.overlongBuffer,
  };
}
