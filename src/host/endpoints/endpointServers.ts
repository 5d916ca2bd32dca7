// The servers that the user added on this machine, with the models that each said it has. A server is asked when it is
// added and when the user asks for it again; until then its last list is shown. Nothing is sent in an untrusted workspace.
import { EventEmitter, workspace, type Memento, type SecretStorage } from 'vscode';
import { GuardrailError, toErrorData, type ErrorData } from '../../protocol/errors';
import type { EndpointModel } from '../../protocol/subjects';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import type { EndpointKeys } from './endpointKeys';
import { originOf } from './endpointUrl';

export interface EndpointServer {
  readonly url: string;
  /** As last listed; empty before the first answer. */
  readonly models: readonly EndpointModel[];
  /** ISO 8601, of the last list; null before the first. */
  readonly listedAt: string | null;
  readonly state: 'listed' | 'asking' | 'failed';
  /** Of the last attempt in this window. */
  readonly failure: ErrorData | null;
  readonly hasKey: boolean;
}

/** What outlives the window. */
interface Remembered {
  readonly url: string;
  readonly models: readonly EndpointModel[];
  readonly listedAt: string | null;
}

const rememberedKey = 'guardrailLens.endpoints';

export class EndpointServers extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly failures = new Map<string, ErrorData>();
  private readonly asking = new Map<string, Promise<void>>();
  private readonly abort = new AbortController();

  constructor(
    private readonly engine: Pick<EngineService, 'request'>,
    /** Of the machine, not of the workspace. */
    private readonly memento: Memento,
    private readonly keys: EndpointKeys,
    secrets: SecretStorage,
  ) {
    super();
    this.register(secrets.onDidChange(() => this.changed.fire()));
  }

  async list(): Promise<readonly EndpointServer[]> {
    return Promise.all(this.remembered().map((server) => this.described(server)));
  }

  has(url: string): boolean {
    return this.remembered().some((server) => server.url === url);
  }

  /** Remembers the server and asks it for its models. */
  async add(url: string): Promise<EndpointServer> {
    if (!this.has(url)) await this.remember([...this.remembered(), { url, models: [], listedAt: null }]);
    return this.refresh(url);
  }

  /** Asks the server for its models; a failure is part of the result. Calls at the same time share one answer. */
  async refresh(url: string): Promise<EndpointServer> {
    const known = this.asking.get(url);
    const asked =
      known ??
      this.ask(url).finally(() => {
        this.asking.delete(url);
        this.changed.fire();
      });
    if (known === undefined) {
      this.asking.set(url, asked);
      this.changed.fire();
    }
    await asked;
    return this.described(this.rememberedServer(url));
  }

  /** Asks all of them. */
  async refreshAll(): Promise<void> {
    await Promise.all(this.remembered().map(({ url }) => this.refresh(url)));
  }

  /** With its key, where no other server of the list has the same origin. */
  async remove(url: string): Promise<void> {
    const rest = this.remembered().filter((server) => server.url !== url);
    await this.remember(rest);
    this.failures.delete(url);
    if (!rest.some((server) => originOf(server.url) === originOf(url))) await this.keys.forget(url);
    this.changed.fire();
  }

  override dispose(): void {
    this.abort.abort();
    super.dispose();
  }

  private async ask(url: string): Promise<void> {
    try {
      if (!workspace.isTrusted) throw untrusted();
      const answer = await this.engine.request(
        'listEndpointModels',
        { url, apiKeys: await this.keys.of([url]) },
        { signal: this.abort.signal },
      );
      const models = [...new Map(answer.map((model) => [model.id, model])).values()];
      this.failures.delete(url);
      await this.remember(
        this.remembered().map((server) =>
          server.url === url ? { url, models, listedAt: new Date().toISOString() } : server,
        ),
      );
    } catch (error) {
      this.failures.set(url, toErrorData(error));
    }
  }

  private async described({ url, models, listedAt }: Remembered): Promise<EndpointServer> {
    const failure = this.failures.get(url) ?? null;
    const state = this.asking.has(url) ? 'asking' : failure === null ? 'listed' : 'failed';
    return { url, models, listedAt, state, failure, hasKey: await this.keys.has(url) };
  }

  private rememberedServer(url: string): Remembered {
    const known = this.remembered().find((server) => server.url === url);
    return known ?? { url, models: [], listedAt: null };
  }

  private remembered(): readonly Remembered[] {
    return this.memento.get<readonly Remembered[]>(rememberedKey, []);
  }

  private async remember(servers: readonly Remembered[]): Promise<void> {
    await this.memento.update(rememberedKey, servers);
  }
}

function untrusted(): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'This workspace is not trusted: no server is asked in it.',
    'Trust the workspace (Manage Workspace Trust), then refresh the server.',
  );
}
