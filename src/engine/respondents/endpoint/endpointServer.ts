// One OpenAI-compatible server: where it is, how it is asked, and what it was found not to take. Knows no questions.
import { isAbsolute, win32 } from 'node:path';
import type { EndpointModel } from '../../../protocol/subjects';
import { nearestName } from '../../../safety/suites/nearestName';
import { HttpClient, type HttpClientOptions, type Outcome, type Reading } from '../../network/httpClient';
import { endpointFailed } from './endpointFailed';
import { routeOf } from './serverRoutes';
import { requestModels } from './listEndpointModels';
import { ableDialect, learn, type Dialect } from './requestBody';
import { loadAdapter, unloadAdapter } from './serverAdapter';

/** What a respondent asks, whether it is one server or several (see Replicas). */
export type ModelServer = Pick<
  EndpointServer,
  'base' | 'post' | 'findModel' | 'loadAdapter' | 'unloadAdapter'
>;

export class EndpointServer {
  private readonly dialect: Dialect = ableDialect();
  private readonly client: HttpClient;

  constructor(
    readonly base: URL,
    options: HttpClientOptions,
  ) {
    this.client = new HttpClient(options);
  }

  /**
   * Sends what `bodyOf` makes, and again in other words where the server is found not to take the first ones.
   * @throws GuardrailError cancelled
   */
  async post<T>(
    route: 'chat/completions' | 'completions',
    bodyOf: (dialect: Readonly<Dialect>) => Record<string, unknown>,
    read: (body: string) => Reading<T>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    const url = routeOf(this.base, route);
    for (;;) {
      const json = bodyOf(this.dialect);
      const outcome = await this.client.send({ method: 'POST', url, json }, read, signal);
      if (outcome.kind !== 'refused' || !learn(this.dialect, json, outcome.status, outcome.message)) {
        return outcome;
      }
    }
  }

  /**
   * null: the server does not say what it offers, or the name is of a folder, which a server that loads on demand does not
   * list (transformers serve).
   * @throws GuardrailError endpointFailed (not reached, no such model), cancelled
   */
  async findModel(name: string, signal?: AbortSignal): Promise<EndpointModel | null> {
    const models = await requestModels(this.client, this.base, signal);
    if (models === null || models.length === 0) return null;
    // Ollama takes a name without its tag for the one tagged `latest`.
    const found = models.find(({ id }) => id === name) ?? models.find(({ id }) => id === `${name}:latest`);
    if (found !== undefined) return found;
    if (isAbsolute(name) || win32.isAbsolute(name)) return null;
    const names = models.map(({ id }) => id);
    const near = nearestName(name, names);
    throw endpointFailed(
      `The server at ${this.base.origin} has no model "${name}".`,
      near === null ? `It offers ${names.slice(0, 10).join(', ')}.` : `Did you mean "${near}"?`,
    );
  }

  /** See serverAdapter. */
  loadAdapter(name: string, path: string, signal?: AbortSignal): Promise<boolean> {
    return loadAdapter(this.client, this.base, name, path, signal);
  }

  unloadAdapter(name: string): Promise<void> {
    return unloadAdapter(this.client, this.base, name);
  }
}
