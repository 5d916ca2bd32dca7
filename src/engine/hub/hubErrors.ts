// What goes wrong with the hub, for the user.
import { GuardrailError } from '../../protocol/errors';
import { serverMessage } from '../network/serverMessage';
import { scrubKeys } from '../network/scrubKeys';

/** What is asked for, for messages. */
export interface HubSubject {
  /** `owner/name`, or what else is asked for. */
  readonly name: string;
  /** The page where a person sees it. */
  readonly page: string;
}

/** A response that is no success and that no further try would change. */
export interface Refusal {
  readonly status: number;
  /** The hub's `X-Error-Code`. */
  readonly code: string | null;
  readonly body: string;
  readonly key: string | null;
}

const longestMessage = 300;

export function hubFailed(message: string, advice: string, cause?: unknown): GuardrailError {
  return new GuardrailError('hubFailed', message, advice, { cause });
}

export function refused(subject: HubSubject, { status, code, body, key }: Refusal): GuardrailError {
  const { name, page } = subject;
  const said = serverMessage(body);
  const words = said === null ? '' : ` It says: ${scrubKeys(said, key).slice(0, longestMessage)}`;
  if (code === 'GatedRepo' || (status === 403 && key === null)) {
    return hubFailed(
      `${name} is gated (HTTP ${status}): its owner gives the files only to accounts that accepted the terms.${words}`,
      `Open ${page}, sign in and accept the terms, then give the token of that account: HF_TOKEN in the environment, or the token in VS Code. A fine-grained token needs the permission to read gated repositories.`,
    );
  }
  if (status === 403) {
    return hubFailed(
      `The token may not read ${name} (HTTP 403).${words}`,
      `Open ${page} with the account of the token: accept the terms if it is gated, or give the token the permission to read it.`,
    );
  }
  if (status === 401 && key !== null && code !== 'RepoNotFound') {
    return hubFailed(
      `The hub refuses the token (HTTP 401).${words}`,
      'Make a new one in the settings of your account, and put it into HF_TOKEN, or into VS Code.',
    );
  }
  if (status === 401 || code === 'RepoNotFound') {
    return hubFailed(
      `The hub shows no ${name} (HTTP ${status}): there is none, or it is private.`,
      `Check owner and name at ${page}. For a private one, give a token that may read it: HF_TOKEN, or the token in VS Code.`,
    );
  }
  if (status === 404 && code === 'RevisionNotFound') {
    return hubFailed(
      `${name} has no such revision (HTTP 404).${words}`,
      `Look for its branches and tags at ${page}.`,
    );
  }
  if (status === 404) {
    return hubFailed(`The hub has no ${name} (HTTP 404).${words}`, `Check the name and the file at ${page}.`);
  }
  return hubFailed(
    `The hub does not give ${name} (HTTP ${status}).${words}`,
    `Look at ${page}, or try again later.`,
  );
}
