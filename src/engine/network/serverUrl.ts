// Where a server is, checked before anything is sent there. Knows no server's routes.
import { GuardrailError } from '../../protocol/errors';

/**
 * What a user typed, as a URL that may be asked.
 * @param hasKey whether a key will travel with the requests
 * @throws GuardrailError invalidRequest for anything but http(s), for credentials in the URL, and where a key would travel
 * unencrypted beyond this machine. The message never quotes the URL's credentials.
 */
export function serverUrl(text: string, hasKey: boolean): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new GuardrailError(
      'invalidRequest',
      'The address of the server is not a URL.',
      'Give it as https://host/v1 or http://localhost:11434/v1.',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new GuardrailError('invalidRequest', `A server cannot be ${url.protocol}`, 'Use https or http.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new GuardrailError(
      'invalidRequest',
      'The address of the server has a user name or password in it.',
      'Take it out of the URL and bind a key to the host instead.',
    );
  }
  if (hasKey && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new GuardrailError(
      'invalidRequest',
      `The key for ${url.host} would be sent unencrypted.`,
      'Use https, or a server without a key.',
    );
  }
  url.hash = '';
  return url;
}

/** Whether a URL's host is this machine by name or address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
