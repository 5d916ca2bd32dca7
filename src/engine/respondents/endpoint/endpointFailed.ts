// The errors of a server that concern every question.
import { GuardrailError } from '../../../protocol/errors';
import type { Outcome } from '../../network/httpClient';

const notReached = 'not reached';

/** Whether an error of `failureOf` says that no try brought an answer. */
export function wasNotReached(error: unknown): boolean {
  return error instanceof GuardrailError && error.cause === notReached;
}

export function endpointFailed(message: string, advice: string): GuardrailError {
  return new GuardrailError('endpointFailed', message, advice);
}

/** Why a server's answer is not one, as an error. `what` names what was asked, as the beginning of a sentence. */
export function failureOf(
  base: URL,
  what: string,
  outcome: Exclude<Outcome<unknown>, { kind: 'value' }>,
): GuardrailError {
  const message = `${what} (${base.origin}): ${outcome.reason}`;
  if (outcome.kind === 'lost') {
    return new GuardrailError(
      'endpointFailed',
      message,
      'Check that the server runs and that its address is right, then try again.',
      { cause: notReached },
    );
  }
  if (outcome.status === 401 || outcome.status === 403) {
    return endpointFailed(
      message,
      `The server refuses the key. Bind a valid one to ${base.origin}: the name of an environment variable, or the key in VS Code.`,
    );
  }
  return endpointFailed(message, 'Check the address, which usually ends in /v1, and the name of the model.');
}
