// When a run stops by itself. Pure; the reasons are for the user.

export interface HaltLimits {
  readonly kl: number | null;
  readonly zeroStdSteps: number | null;
}

export interface HaltSigns {
  readonly step: number;
  /** Mean KL to the reference, nats per token; null where it is not measured. */
  readonly kl: number | null;
  /** Steps in a row in which completions that are compared with each other all had the same reward. */
  readonly zeroStdSteps: number;
}

/** Why the run should not go on after this step; null to go on. */
export function haltReason(signs: HaltSigns, limits: HaltLimits): string | null {
  if (limits.kl !== null && signs.kl !== null && signs.kl > limits.kl) {
    return `KL to the reference is ${signs.kl.toFixed(4)} nats per token at step ${signs.step}, above the limit of ${limits.kl}. Raise beta, lower learning_rate, or raise limits.kl.`;
  }
  if (limits.zeroStdSteps !== null && signs.zeroStdSteps >= limits.zeroStdSteps) {
    return `For ${signs.zeroStdSteps} steps no completions that are compared with each other differed in reward (last at step ${signs.step}): nothing is learned any more. All tasks are too hard or too easy for the model, or the policy has collapsed: look at the completions.`;
  }
  return null;
}
