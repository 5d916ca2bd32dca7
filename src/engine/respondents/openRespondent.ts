// Opens whatever a subject is. The one place that knows every kind of respondent.
import type { SubjectRef } from '../../protocol/subjects';
import { openCheckpointRespondent, type CheckpointTools } from './checkpoint/checkpointRespondent';
import { openEndpoint, type EndpointTools } from './endpoint/openEndpoint';
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
  return async (ref, signal) => {
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
    }
  };
}
