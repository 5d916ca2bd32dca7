// Why a respondent lends no states, no whole distributions and no tokens to go on from, in words.
import { GuardrailError } from '../../protocol/errors';
import type { SubjectRef } from '../../protocol/subjects';
import type { LocalAccess, Respondent } from './respondent';

/** What there is of a model in this process. @throws GuardrailError incomparable with the reason, where there is nothing */
export function requireLocal(
  { ref, local }: Pick<Respondent, 'ref' | 'local'>,
  side: 'base' | 'tuned',
): LocalAccess {
  if (local !== null) return local;
  throw notLocal(ref, side);
}

export function notLocal(ref: SubjectRef, side: 'base' | 'tuned'): GuardrailError {
  return new GuardrailError('incomparable', whyNotLocal(ref, side), adviceFor(ref));
}

/** A sentence about a side that lends nothing. */
export function whyNotLocal(ref: SubjectRef, side: 'base' | 'tuned'): string {
  const the = `The ${side} side`;
  switch (ref.kind) {
    case 'checkpoint':
    case 'endpoint':
      if (ref.safeguard !== undefined) {
        return `${the} is asked through the safeguard ${ref.safeguard.id}: what it answers is made of more than one pass of the model, so that it has neither distributions nor states of its own.`;
      }
      return ref.kind === 'endpoint'
        ? `${the} is on a server, which gives neither whole distributions nor states.`
        : `${the} does not run in this process.`;
    case 'responses':
      return `${the} is a file of answers that were made elsewhere: there is no model to ask.`;
    case 'policy':
      return `${the} is a control policy, which answers with a trajectory and not in tokens.`;
  }
}

function adviceFor(ref: SubjectRef): string {
  const through = ref.kind === 'checkpoint' ? ref.safeguard : undefined;
  return through === undefined
    ? 'Compare checkpoints on this machine; `guardrail-lens tokens` shows what a server can tell.'
    : 'Compare the checkpoint without the safeguard: what its model computes is the same, up to where the safeguard steps in.';
}
