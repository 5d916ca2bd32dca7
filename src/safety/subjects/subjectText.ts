// Subjects in words: as the command line takes them, and short.
import type { EndpointSubject, SubjectRef } from '../../protocol/subjects';
import { checkpointName } from './checkpointName';
import { safeguardName, safeguardSuffix } from './subjectSafeguard';

/**
 * A path, `endpoint:<model>@<url>[,<url>…]` or `responses:<path>`, `control:<path>`, and `+<safeguard>` behind it; what else belongs to a subject has
 * options of its own.
 */
export function subjectText(ref: SubjectRef): string {
  return `${plainText(ref)}${safeguardSuffix(ref)}`;
}

function plainText(ref: SubjectRef): string {
  switch (ref.kind) {
    case 'checkpoint':
      return ref.path;
    case 'endpoint':
      return `endpoint:${ref.model}@${serverUrls(ref).join(',')}`;
    case 'responses':
      return `responses:${ref.path}`;
    case 'policy':
      return `control:${ref.path}`;
  }
}

/** What parsing `endpoint:…`, `responses:…` or `control:…` gives; null for a path. Relative paths stay as they are. */
export function parseSubject(text: string): Exclude<SubjectRef, { kind: 'checkpoint' }> | null {
  const responses = /^responses:(.+)$/s.exec(text);
  if (responses?.[1] !== undefined) return { kind: 'responses', path: responses[1] };
  const policy = /^control:(.+)$/s.exec(text);
  if (policy?.[1] !== undefined) return { kind: 'policy', path: policy[1] };
  // A model's name may have an @ of its own; the URL begins at the last one before http(s).
  const endpoint = /^endpoint:(.+)@(https?:\/\/.+)$/is.exec(text);
  const [, model, urls] = endpoint ?? [];
  if (model === undefined || urls === undefined) return null;
  const [url = '', ...replicas] = new Set(urls.split(/,(?=\s*https?:\/\/)/iu).map(baseUrl));
  return {
    kind: 'endpoint',
    model,
    url,
    ...(replicas.length === 0 ? {} : { replicas }),
  } satisfies EndpointSubject;
}

/** Base URLs of all servers that are asked for this model, the one that it is known by first. */
export function serverUrls({ url, replicas = [] }: Pick<EndpointSubject, 'url' | 'replicas'>): string[] {
  return [url, ...replicas];
}

/** Without slashes at the end and with `/v1` where no version is named. */
export function baseUrl(url: string): string {
  const trimmed = url.trim().replace(/\/+$/u, '');
  return /\/v\d+[a-z]*$/u.test(trimmed) ? trimmed : `${trimmed}/v1`;
}

/** A checkpoint's name, the last part of another path, or the model's name; with the safeguard around it. */
export function subjectName(ref: SubjectRef): string {
  return `${plainName(ref)}${safeguardName(ref)}`;
}

function plainName(ref: SubjectRef): string {
  if (ref.kind === 'endpoint') return ref.model;
  if (ref.kind === 'checkpoint') return checkpointName(ref.path);
  return ref.path.split(/[\\/]/u).findLast((part) => part !== '') ?? ref.path;
}
