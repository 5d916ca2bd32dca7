// The value head of PPO: one linear layer over the last hidden state, named as in TRL.
import type { Trainable } from './trainingModel';

/** trl AutoModelForCausalLMWithValueHead */
export const valueHeadNames = { weight: 'v_head.summary.weight', bias: 'v_head.summary.bias' } as const;

/** Zeros: the first estimates are 0, whatever the seed. */
export function initialValueHead(hiddenSize: number): Trainable[] {
  return [
    { name: valueHeadNames.weight, shape: [1, hiddenSize], data: new Float32Array(hiddenSize), decays: true },
    { name: valueHeadNames.bias, shape: [1], data: new Float32Array(1), decays: false },
  ];
}
