// Which servers a comparison may ask, and with which keys. A comparison file may come from anywhere: a server that is
// not known on this machine is asked only after the user has agreed to it.
import { window } from 'vscode';
import type { ComparisonSpec } from '../../protocol/comparison';
import type { ApiKeys } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import type { EndpointKeys } from './endpointKeys';
import type { EndpointServers } from './endpointServers';
import { originOf } from './endpointUrl';
import { askableUrls } from './askableUrls';
import { inertMessage } from '../inertText';

export class EndpointAccess {
  /** Origins that the user agreed to in this window. */
  private readonly agreed = new Set<string>();

  constructor(
    private readonly servers: Pick<EndpointServers, 'list'>,
    private readonly keys: Pick<EndpointKeys, 'of' | 'has'>,
  ) {}

  /**
   * The keys for a comparison's sides and judges, by origin.
   * @throws GuardrailError cancelled where the user does not agree to a server.
   */
  async forRun(spec: ComparisonSpec): Promise<ApiKeys> {
    const urls = askableUrls(spec);
    const unknown = await this.unknown(urls);
    if (unknown.length > 0 && !(await agrees(unknown))) {
      throw new GuardrailError('cancelled', 'The server is not asked.', 'Add the endpoint, then resume.');
    }
    for (const origin of unknown) this.agreed.add(origin);
    return this.keys.of(urls);
  }

  private async unknown(urls: readonly string[]): Promise<readonly string[]> {
    const added = new Set((await this.servers.list()).map(({ url }) => originOf(url)));
    const unknown = new Set<string>();
    for (const url of urls) {
      const origin = originOf(url);
      const known = added.has(origin) || this.agreed.has(origin) || (await this.keys.has(url));
      if (!known) unknown.add(origin);
    }
    return [...unknown];
  }
}

async function agrees(origins: readonly string[]): Promise<boolean> {
  const send = 'Ask the Server';
  const choice = await window.showWarningMessage(
    inertMessage(`This comparison sends its prompts to ${origins.join(' and ')}.`),
    {
      modal: true,
      detail:
        'The file names this server; it is not among the endpoints that were added on this machine. No key is sent.',
    },
    send,
  );
  return choice === send;
}
