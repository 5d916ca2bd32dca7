// A side of a comparison on the command line, and the keys of the servers named there.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ApiKeys } from '../protocol/contracts';
import { GuardrailError } from '../protocol/errors';
import type { SubjectRef } from '../protocol/subjects';
import { parseSubject } from '../safety/subjects/subjectText';

export const subjectHelp =
  'Hugging Face folder, GGUF file, endpoint:<model>@<url>, or responses:<file.jsonl>';

export interface EndpointFlags {
  readonly endpointTemplate?: string;
  readonly loadAdapter?: string;
}

/** A path counts from here, whatever folder the comparison is repeated in. */
export function subjectOf(text: string, flags: EndpointFlags = {}): SubjectRef {
  const subject = parseSubject(text);
  if (subject === null) return { kind: 'checkpoint', path: resolve(text) };
  if (subject.kind === 'responses') return { ...subject, path: resolve(subject.path) };
  const { endpointTemplate } = flags;
  return endpointTemplate === undefined ? subject : { ...subject, template: resolve(endpointTemplate) };
}

/** Only an adapter on disk has a base of its own, and can be merged; only a server loads one. */
export function tunedSubject(
  text: string,
  base: SubjectRef,
  flags: EndpointFlags & { readonly merge: boolean },
): SubjectRef {
  const subject = subjectOf(text, flags);
  if (subject.kind === 'endpoint') {
    return flags.loadAdapter === undefined ? subject : { ...subject, adapter: flags.loadAdapter };
  }
  if (subject.kind === 'responses' || !existsSync(join(subject.path, 'adapter_config.json'))) return subject;
  return base.kind === 'checkpoint' ? { ...subject, basePath: base.path, merge: flags.merge } : subject;
}

/**
 * The value of the environment variable that the user named, for the servers that the user named in the same command.
 * @throws GuardrailError invalidRequest where the variable is empty or there is no server.
 */
export function apiKeysOf(variable: string | undefined, urls: readonly string[]): ApiKeys {
  if (variable === undefined) return {};
  if (urls.length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      '--api-key-env names a key, but no endpoint is named that it could go to.',
      'Leave it out, or name an endpoint as a side or a judge.',
    );
  }
  const key = process.env[variable];
  if (key === undefined || key === '') {
    throw new GuardrailError(
      'invalidRequest',
      `The environment variable ${variable} is not set.`,
      'Set it to the key of the endpoint.',
    );
  }
  return Object.fromEntries(urls.map((url) => [originOf(url), key]));
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch (cause) {
    throw new GuardrailError(
      'invalidRequest',
      `${url} is not a URL.`,
      'Give it as https://host/v1 or http://localhost:8000/v1.',
      { cause },
    );
  }
}
