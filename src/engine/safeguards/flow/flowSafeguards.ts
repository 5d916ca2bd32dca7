// The safeguards of the response flow, by their names.
import type { FlowSafeguardId, SubjectSafeguard } from '../../../protocol/safeguards';
import { parseOptions, type Safeguard } from '../../../safety/safeguards/safeguard';
import { flowSafeguards as described } from '../../../safety/safeguards/safeguards';
import type { Respondent } from '../../respondents/respondent';
import type { FlowSafeguard } from './flowSafeguard';
import { thinkReflectRevise } from './thinkReflectRevise';

type Wrap = (inner: Respondent, options: SubjectSafeguard['options']) => Respondent;

const wraps: Readonly<Record<FlowSafeguardId, Wrap>> = {
  'think-reflect-revise': wrap(described['think-reflect-revise'], thinkReflectRevise),
};

function wrap<Options>(description: Safeguard<Options>, safeguard: FlowSafeguard<Options>): Wrap {
  return (inner, options) => safeguard(inner, parseOptions(description, options));
}

/** @throws GuardrailError configInvalid for options that the safeguard does not have */
export function safeguarded(
  inner: Respondent,
  { id, options }: SubjectSafeguard & { readonly id: FlowSafeguardId },
): Respondent {
  return wraps[id](inner, options);
}
