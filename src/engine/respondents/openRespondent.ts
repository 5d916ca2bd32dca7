// Opens whatever a subject is. The one place that knows every kind of respondent.
import type { SubjectRef } from '../../protocol/subjects';
import { isFitted } from '../../safety/subjects/subjectSafeguard';
import { withFitted } from '../safeguards/decoding/fittedSafeguards';
import { safeguarded } from '../safeguards/flow/flowSafeguards';
import { openCheckpointRespondent, type CheckpointTools } from './checkpoint/checkpointRespondent';
import { openEndpoint, type EndpointTools } from './endpoint/openEndpoint';
import { openPolicyRespondent } from './policy/policyRespondent';
import type { Respondent } from './respondent';
import { openResponses } from './responses/openResponses';

/** @throws GuardrailError what opening this kind of subject throws */
export type OpenRespondent = (ref: SubjectRef, signal?: AbortSignal) => Promise<Respondent>;

export interface RespondentTools extends CheckpointTools {
  /** The key that goes to this URL's host; null: none. */
  keyFor(url: string): Promise<string | null>;
  /** Time, tries and sizes of requests to servers, in place of the client's own. */
  readonly endpointLimits?: EndpointTools['limits'];
}

export function respondentOpener(tools: RespondentTools): OpenRespondent {
  const openPlain: OpenRespondent = async (ref, signal) => {
    switch (ref.kind) {
      case 'checkpoint':
        return openCheckpointRespondent(ref, tools, signal);
      case 'endpoint':
        return openEndpoint(ref, {
          keyFor: (url) => tools.keyFor(url),
          ...(tools.endpointLimits === undefined ? {} : { limits: tools.endpointLimits }),
        });
      case 'responses':
        return openResponses(ref);
      case 'policy':
        return openPolicyRespondent(ref, signal);
    }
  };
  return async (ref, signal) => {
    const respondent = await openPlain(ref, signal);
    const safeguard = ref.kind === 'responses' || ref.kind === 'policy' ? undefined : ref.safeguard;
    if (safeguard === undefined) return respondent;
    const { id, options } = safeguard;
    try {
      return await (isFitted(id)
        ? withFitted(respondent, { id, options }, (over) => openPlain(over, signal), signal)
        : safeguarded(respondent, { id, options }));
    } catch (error) {
      await respondent.dispose();
      throw error;
    }
  };
}
