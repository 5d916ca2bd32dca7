// Keys of servers, each bound to the origin of its URL: kept in VS Code's secret storage, never in settings, workspace
// files or comparison files, and handed to the engine with a request alone.
import { window, type SecretStorage } from 'vscode';
import type { ApiKeys } from '../../protocol/contracts';
import { isOpenToReaders, originOf, readEndpointUrl } from './endpointUrl';
import { inertMessage } from '../inertText';

const prefix = 'guardrailLens.key:';

export class EndpointKeys {
  constructor(private readonly secrets: SecretStorage) {}

  async has(url: string): Promise<boolean> {
    return (await this.secrets.get(prefix + originOf(url))) !== undefined;
  }

  /** The keys for these URLs, by origin; none where there is none. */
  async of(urls: readonly string[]): Promise<ApiKeys> {
    const keys: Record<string, string> = {};
    for (const origin of new Set(urls.map(originOf))) {
      const key = await this.secrets.get(prefix + origin);
      if (key !== undefined) keys[origin] = key;
    }
    return keys;
  }

  async forget(url: string): Promise<void> {
    await this.secrets.delete(prefix + originOf(url));
  }

  /** Asks for a key and keeps it; an empty one forgets it. False when cancelled, and where no key may be sent. */
  async ask(url: string, prompt = 'Leave it empty to forget the key.'): Promise<boolean> {
    if (isOpenToReaders(url)) {
      void window.showWarningMessage(
        inertMessage(
          `A key for ${originOf(url)} could be read on its way: the address is not encrypted. Use https, or a server without a key.`,
        ),
      );
      return false;
    }
    const key = await window.showInputBox({
      title: `API Key for ${originOf(url)}`,
      prompt: `${prompt} It is kept in the secret storage of this machine and sent to this origin alone.`,
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (isHeaderText(text.trim()) ? null : 'A key has no spaces or line breaks.'),
    });
    if (key === undefined) return false;
    if (key.trim() === '') await this.forget(url);
    else await this.secrets.store(prefix + originOf(url), key.trim());
    return true;
  }

  /** Asks for the server first. */
  async askAny(): Promise<void> {
    const address = await askUrl(
      'Key of a Judge Endpoint',
      'The server of the judge, as the comparison names it.',
    );
    if (address !== undefined) await this.ask(address);
  }
}

/** The URL of a server; undefined when cancelled. */
export async function askUrl(title: string, prompt: string): Promise<string | undefined> {
  const text = await window.showInputBox({
    title,
    prompt,
    placeHolder: 'http://localhost:8000/v1',
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const read = readEndpointUrl(typed);
      return 'problem' in read && typed.trim() !== '' ? read.problem : null;
    },
  });
  if (text === undefined) return undefined;
  const read = readEndpointUrl(text);
  return 'url' in read ? read.url : undefined;
}

/** What may stand in a header. */
function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}
