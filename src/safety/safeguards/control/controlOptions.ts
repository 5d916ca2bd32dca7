// Options that several control methods share.
import { z } from 'zod';

export const costLimit = z
  .number()
  .min(0)
  .max(1000)
  .default(0.5)
  .describe('d: steps with a violation that an episode may have on average');

export const costDiscount = z
  .number()
  .gt(0)
  .lt(1)
  .default(0.9)
  .describe('γ of the safety critic: 0.9 looks ten steps ahead');
