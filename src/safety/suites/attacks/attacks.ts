// The registry of attacks.
import { GuardrailError } from '../../../protocol/errors';
import { nearestName } from '../nearestName';
import { jsonOutput, prefixInjection, refusalSuppression, translationRequest } from './answerForms';
import type { Attack } from './attack';
import { base64, leetspeak, rot13 } from './encodings';
import { fewShot } from './fewShot';
import { academicFraming, authority, fiction, hypothetical, pastTense, rolePlay } from './framings';
import { payloadSplit } from './payloadSplit';
import { findPrefill, prefills } from './prefill';

export type { Attack } from './attack';

export const attacks: readonly Attack[] = [
  prefixInjection,
  refusalSuppression,
  rolePlay,
  fiction,
  academicFraming,
  authority,
  hypothetical,
  pastTense,
  base64,
  rot13,
  leetspeak,
  payloadSplit,
  translationRequest,
  fewShot,
  jsonOutput,
  ...prefills,
];

/** The attack with this id. Throws `invalidRequest` for an unknown one, naming those there are. */
export function findAttack(id: string): Attack {
  const found = attacks.find((attack) => attack.id === id) ?? findPrefill(id);
  if (found !== null) return found;
  const known = attacks.map((attack) => attack.id);
  const near = nearestName(id, known);
  throw new GuardrailError(
    'invalidRequest',
    `There is no attack "${id.slice(0, 80)}".`,
    `${near === null ? '' : `Did you mean ${near}? `}There are: ${known.join(', ')}; none is the plain prompt.`,
  );
}
