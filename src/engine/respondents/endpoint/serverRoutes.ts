// The routes of an OpenAI-compatible server.
import { serverUrl } from '../../network/serverUrl';

/**
 * The base of what a user typed: a host, a base ending in `/v1` (or `/v1beta`, `/v2`), or the full path of a route. Ends
 * without a slash; a query is kept.
 * @throws GuardrailError invalidRequest (see serverUrl)
 */
export function endpointBase(text: string, hasKey: boolean): URL {
  const url = serverUrl(text, hasKey);
  const path = url.pathname.replace(/(?:\/(?:chat\/completions|completions|models))?\/*$/u, '');
  url.pathname = /\/v\d+[a-z]*$/u.test(path) ? path : `${path}/v1`;
  return url;
}

/** For example `chat/completions` under a base. */
export function routeOf(base: URL, route: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname}/${route}`;
  return url;
}
