// What a run must remember besides weights and moments to go on as if it had never stopped. All random numbers are drawn
// from streams that the seed and these counts name, so no generator has a state of its own.
import { z } from 'zod';

export const progressStateSchema = z.object({
  format: z.literal('guardrail-lens/training-state/1'),
  seed: z.number().int(),
  step: z.number().int().nonnegative(),
  /** Optimiser steps made. */
  updates: z.number().int().nonnegative(),
  /** Items of the training data taken so far. */
  itemsTaken: z.number().int().nonnegative(),
  /** Tokens that went through training, for trainer_state.json. */
  tokensSeen: z.number().nonnegative(),
  /** Steps in a row in which completions that are compared with each other all had the same reward. */
  zeroStdSteps: z.number().int().nonnegative(),
  /** Seconds of training, pauses aside. */
  seconds: z.number().nonnegative(),
});

export type ProgressState = z.infer<typeof progressStateSchema>;
