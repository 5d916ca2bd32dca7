// What a run takes, as the trainer measures it before the first step.
import type { TrainingPlan } from '../../src/protocol/training';

export const generatedPlan: TrainingPlan = {
  steps: 200,
  perStep: 64,
  items: 1000,
  heldOut: 50,
  remarks: ['3 of 1,003 prompts have more than 300 tokens and are left out.'],
  seconds: { asSeen: 5400, atMost: 21_600, measuring: 600 },
  tokens: { asSeen: 512_000, atMost: 3_276_800 },
  memory: { now: 900_000_000, atMost: 1_340_000_000, machine: 16_000_000_000 },
  disk: { needed: 40_000_000, free: 200_000_000_000 },
  sample: {
    prompt: 'user: 12 + 30 = ?\nassistant:',
    answer: ' It is 42.',
    tokens: 6,
    cut: null,
    rewards: { number: 1, length: null },
    reward: 1,
  },
};
