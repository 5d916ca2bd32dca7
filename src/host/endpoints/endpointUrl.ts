// The address of an OpenAI-compatible server, as a user types it and as it is shown. It knows neither keys nor requests.
import { baseUrl } from '../../safety/subjects/subjectText';

export type EndpointUrl = { readonly url: string } | { readonly problem: string };

const example = 'http://localhost:8000/v1';
/** What is copied from a documentation's example of one request. */
const requestPath = /\/(?:chat\/completions|completions|models)$/;

/** The base URL, as the command line reads it: without a slash at the end, and with `/v1` where no version is named. */
export function readEndpointUrl(text: string): EndpointUrl {
  const typed = text.trim();
  if (!/^https?:\/\//i.test(typed) || !URL.canParse(typed)) {
    return { problem: `An address begins with http:// or https://, as in ${example}.` };
  }
  const { username, password, search, hash, pathname, origin } = new URL(typed);
  if (username !== '' || password !== '') {
    return {
      problem: 'The address must hold no user name or password: a key is asked for in the next step.',
    };
  }
  if (search !== '' || hash !== '') return { problem: `The address ends with its path, as in ${example}.` };
  return { url: baseUrl(origin + pathname.replace(/\/+$/, '').replace(requestPath, '')) };
}

/** What a key is bound to: scheme, host and port. */
export function originOf(url: string): string {
  return new URL(url).origin;
}

/** Host and port, with the path where it is not the usual one. */
export function serverName(url: string): string {
  const { host, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '');
  return path === '/v1' ? host : host + path;
}

/** Whether what is sent can be read on its way: http to another machine. */
export function isOpenToReaders(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
