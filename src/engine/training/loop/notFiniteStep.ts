// Numbers that are no numbers any more end a run. Pure; the reasons are for the user.
import { GuardrailError } from '../../../protocol/errors';

const advice = 'Lower learning_rate or max_grad_norm.';

/** Ends a run; the step was not made. */
export class NotFiniteError extends Error {
  constructor(
    message: string,
    /** The parameters themselves are of no use: their checkpoint, if there is one, is none to go back to. */
    readonly broken: boolean,
  ) {
    super(`${message} ${advice}`);
  }
}

export function notFiniteStep(signs: {
  readonly step: number;
  readonly loss: number;
  readonly gradientNorm: number;
}): NotFiniteError | null {
  const what = (name: string): string =>
    `The ${name} of step ${signs.step} is not a number (NaN or infinite).`;
  if (!Number.isFinite(signs.loss)) return new NotFiniteError(what('loss'), true);
  if (!Number.isFinite(signs.gradientNorm)) return new NotFiniteError(what('gradient'), false);
  return null;
}

/** What the generator throws where a trained policy computes NaN; other errors as they are. */
export function ofTrainedPolicy(error: unknown, step: number): unknown {
  // Before the first step it is the base checkpoint that is damaged.
  if (step === 0 || !(error instanceof GuardrailError) || error.code !== 'checkpointCorrupt') return error;
  return new NotFiniteError(
    `After step ${step} the policy's values are not numbers (NaN or infinite).`,
    true,
  );
}
