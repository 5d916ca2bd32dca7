// Where a judge's endpoint is, checked before anything is sent there.
import { GuardrailError } from '../../protocol/errors';

/**
 * The chat completions URL for what a user typed: a host, a base ending in `/v1`, or the full path.
 * @throws GuardrailError invalidRequest for anything but http(s), for credentials in the URL, and where a key
 * would travel unencrypted beyond this machine.
 */
export function completionsUrl(text: string, hasKey: boolean): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new GuardrailError(
      'invalidRequest',
      'The judge endpoint is not a URL.',
      'Give it as https://host/v1 or http://localhost:11434/v1.',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new GuardrailError(
      'invalidRequest',
      `A judge endpoint cannot be ${url.protocol}`,
      'Use https or http.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new GuardrailError(
      'invalidRequest',
      'The judge endpoint has a user name or password in its URL.',
      'Take it out of the URL and hand the key over separately.',
    );
  }
  if (hasKey && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new GuardrailError(
      'invalidRequest',
      `The key for ${url.host} would be sent unencrypted.`,
      'Use https, or an endpoint without a key.',
    );
  }
  const path = url.pathname.replace(/\/+$/u, '');
  if (!path.endsWith('/chat/completions')) {
    url.pathname = /\/v\d+[a-z]*$/u.test(path) ? `${path}/chat/completions` : `${path}/v1/chat/completions`;
  }
  url.hash = '';
  return url;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
