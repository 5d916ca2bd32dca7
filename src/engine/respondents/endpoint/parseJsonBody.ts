// The body of a response as JSON. Knows nothing of what is in it.
import type { Reading } from '../../network/httpClient';
import { parseHostileJson } from '../../files/parseHostileJson';

export function parseJsonBody(body: string): Reading<unknown> {
  try {
    return { kind: 'value', value: parseHostileJson(body) };
  } catch {
    const what = /^\s*</u.test(body) ? 'a web page' : 'text that is not JSON';
    return { kind: 'unreadable', reason: `The server answered with ${what}.` };
  }
}
