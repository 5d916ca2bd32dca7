// The hub as one command asks it: an engine of its own, so that a download goes on beside comparisons, and the token that is
// kept for the hub's origin. Asks the user nothing.
import type { EngineClient } from '../../client/engineClient';
import type { ApiKeys } from '../../protocol/contracts';
import type {
  BenchmarkDownload,
  BenchmarkPlan,
  HubDownload,
  HubFile,
  HubModel,
  HubPlan,
  HubProgress,
  HubRef,
} from '../../protocol/hub';
import type { EndpointKeys } from '../endpoints/endpointKeys';

export class HubSession {
  constructor(
    private readonly client: EngineClient,
    private readonly keys: Pick<EndpointKeys, 'of'>,
  ) {}

  /** The hub's address. */
  async endpoint(): Promise<string> {
    return (await this.client.request('hubSettings', { apiKeys: {} })).endpoint;
  }

  async find(query: string, signal?: AbortSignal): Promise<readonly HubModel[]> {
    return this.client.request('findOnHub', { query, apiKeys: await this.apiKeys() }, optional(signal));
  }

  async choices(ref: HubRef, signal?: AbortSignal): Promise<readonly HubFile[]> {
    return this.client.request('hubChoices', { ref, apiKeys: await this.apiKeys() }, optional(signal));
  }

  async plan(ref: HubRef, signal?: AbortSignal): Promise<HubPlan> {
    return this.client.request('planHubDownload', { ref, apiKeys: await this.apiKeys() }, optional(signal));
  }

  /** The commit that was planned. */
  async download(
    { ref, commit }: Pick<HubPlan, 'ref' | 'commit'>,
    onProgress: (progress: HubProgress) => void,
    signal: AbortSignal,
  ): Promise<HubDownload> {
    const apiKeys = await this.apiKeys();
    return this.client.request('downloadFromHub', { ref, commit, apiKeys }, { signal, onProgress });
  }

  async planBenchmark(id: string): Promise<BenchmarkPlan> {
    return this.client.request('planBenchmark', {
      ...{ id, folder: null, update: false },
      apiKeys: await this.apiKeys(),
    });
  }

  async getBenchmark(
    id: string,
    onProgress: (progress: HubProgress) => void,
    signal: AbortSignal,
  ): Promise<BenchmarkDownload> {
    const asked = { id, folder: null, update: false, apiKeys: await this.apiKeys() };
    return this.client.request('getBenchmark', asked, { signal, onProgress });
  }

  dispose(): void {
    this.client.dispose();
  }

  private async apiKeys(): Promise<ApiKeys> {
    return this.keys.of([await this.endpoint()]);
  }
}

function optional(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
