// Options of safeguards that learn what is unsafe from the judge's verdicts.
import { z } from 'zod';

export const criticOptions = {
  layer: z
    .int()
    .nonnegative()
    .optional()
    .describe('the layer, from 0, whose states the critic reads; three quarters up where nothing is said'),
  replay: z
    .int()
    .min(1)
    .max(100_000)
    .default(256)
    .describe('judged completions that the critic remembers, the newest'),
} as const;
