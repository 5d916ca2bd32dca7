// What an OpenAI-compatible server means when it turns a request for an answer down.
import type { Outcome } from '../../network/httpClient';

type Refusal = Extract<Outcome<unknown>, { kind: 'refused' }>;

const beyondContext =
  /context[ _-](?:length|size|window)|maximum (?:model|context)|max_model_len|longer than the (?:maximum|model)|exceed_context|too many tokens/iu;
const heldBack = /moderat|flagged|content[ _-]?(?:filter|policy|management)|safety (?:system|filter)/iu;

/** Whether the refusal would meet every question: the key, the address or the model is wrong. */
export function concernsEveryQuestion({ status, message }: Refusal): boolean {
  // Gateways answer 403 to a prompt that their moderation does not let pass.
  if (status === 403) return !heldBack.test(message ?? '');
  return (status >= 300 && status < 400) || status === 401 || status === 404 || status === 405;
}

/** Why this question has no answer. */
export function reasonOf({ message, reason }: Refusal): string {
  if (beyondContext.test(message ?? ''))
    return `The prompt and the answer do not fit into the model's context (${reason}).`;
  if (heldBack.test(message ?? '')) return `The server's content filter held the answer back (${reason}).`;
  return reason;
}
