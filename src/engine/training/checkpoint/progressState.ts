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
  /** Fingerprint of the base: an adapter is one of these weights alone. */
  base: z.string().optional(),
  /** Threads that the sums so far were made with. */
  threads: z.number().int().positive().optional(),
});

export type ProgressState = z.infer<typeof progressStateSchema>;

/** Why a run that goes on from a checkpoint is not, bit for bit, the one that it would have been; empty where it is. */
export function resumedDifferently(
  saved: ProgressState,
  now: { readonly seed: number; readonly threads: number },
): string[] {
  const from = `Resumed from step ${saved.step}`;
  return [
    ...(saved.seed === now.seed
      ? []
      : [`${from} with seed ${now.seed} in the place of ${saved.seed}: later draws are others.`]),
    ...(saved.threads === undefined || saved.threads === now.threads
      ? []
      : [
          `${from} with ${now.threads} threads in the place of ${saved.threads}: the last bits of sums may differ. Set threads to ${saved.threads} in the run's configuration to go on bit for bit.`,
        ]),
  ];
}
