// A safeguard that is fitted to a checkpoint before it acts in it. Must not know how it is computed.
import { z } from 'zod';
import type { Safeguard } from './safeguard';

export interface FittedSafeguard<Options = unknown, FitOptions = unknown> extends Safeguard<Options> {
  /** Of `fit`; as `options`. */
  readonly fitOptions: z.ZodType<FitOptions>;
}

/** The option that every one of them has. */
export const fittedFolder = z.string().min(1).describe('what `fit` wrote: for this checkpoint and no other');
