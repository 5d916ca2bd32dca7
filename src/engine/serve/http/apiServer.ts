// The HTTP server: limits, access, routing, and an orderly end. Knows nothing of models.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GuardrailError } from '../../../protocol/errors';
import { ApiError, toApiError } from '../api/apiError';
import type { Service } from '../service';
import { checkHost, checkKey, type AccessRules } from './access';
import { HttpExchange } from './httpExchange';
import { readJsonBody } from './readJsonBody';
import { routeOf } from './routes';

export interface ApiServerOptions extends AccessRules {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** A line per request. */
  readonly log: (line: string) => void;
  /** Rows that may wait before further requests are sent away; 8192 by default. */
  readonly mostWaiting?: number;
  /** Of a request's body; 16 MiB by default. */
  readonly mostBytes?: number;
}

/** A client must have sent its headers, and its whole request, within these; milliseconds. */
const headersTimeout = 10_000;
const requestTimeout = 60_000;
/** For answers to reach their clients when the server stops, milliseconds. */
const closingTime = 500;

export class ApiServer {
  /** Answered, errors included. */
  requests = 0;
  /** Being answered. */
  active = 0;
  private readonly server: Server;
  private readonly stopping = new AbortController();

  private constructor(
    private readonly service: Service,
    private readonly options: ApiServerOptions,
  ) {
    this.server = createServer(
      { headersTimeout, requestTimeout, keepAliveTimeout: 60_000, maxHeaderSize: 32_768 },
      (request, response) => void this.answer(request, response),
    );
    this.server.on('connection', () => this.service.scheduler.stir());
  }

  /** @throws GuardrailError invalidRequest where the address cannot be had. */
  static async start(service: Service, options: ApiServerOptions): Promise<ApiServer> {
    const api = new ApiServer(service, options);
    await new Promise<void>((resolve, reject) => {
      api.server.once('error', (error) => reject(cannotListen(options, error)));
      api.server.listen(options.port, options.host, resolve);
    });
    return api;
  }

  /** The base URL of the API, up to and with `/v1`. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    const host = this.options.host.includes(':') ? `[${this.options.host}]` : this.options.host;
    return `http://${host}:${port}/v1`;
  }

  /** Takes no further connection, answers what is under way with an error, and closes. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.stopping.abort();
    this.server.closeIdleConnections();
    const overdue = setTimeout(() => this.server.closeAllConnections(), closingTime);
    await closed;
    clearTimeout(overdue);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.service.scheduler.stir();
    const started = performance.now();
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    response.on('error', () => gone.abort());
    const exchange = new HttpExchange(response, AbortSignal.any([gone.signal, this.stopping.signal]));
    const [pathname = '/'] = (request.url ?? '/').split('?');
    const method = request.method ?? 'GET';
    let outcome = '';
    this.active++;
    try {
      await this.route(request, method, pathname, exchange);
    } catch (error) {
      const problem = toApiError(error);
      outcome = `: ${problem.message}`;
      if (problem.status >= 500 && !exchange.signal.aborted) this.options.log(describeFailure(error));
      exchange.fail(problem);
    } finally {
      this.active--;
      this.requests++;
      const status = gone.signal.aborted ? 'client gone' : `${response.statusCode}${outcome}`;
      const time = (performance.now() - started).toFixed(0);
      this.options.log(`${method} ${pathname} ${status}, ${time} ms`);
    }
  }

  private async route(
    request: IncomingMessage,
    method: string,
    pathname: string,
    exchange: HttpExchange,
  ): Promise<void> {
    checkHost(request, this.options);
    if (pathname === '/health') {
      exchange.json({ status: 'ok' });
      return;
    }
    checkKey(request, this.options);
    const route = routeOf(method, pathname);
    if (route.method === 'GET') {
      route.answer(this.service, exchange);
      return;
    }
    if (this.service.scheduler.waiting >= (this.options.mostWaiting ?? 8192)) {
      throw new ApiError(503, 'Too many requests wait already. Try again later.', 'overloaded');
    }
    const body = await readJsonBody(request, this.options.mostBytes ?? 16 * 2 ** 20);
    await route.answer(this.service, body, exchange);
  }
}

function cannotListen(options: ApiServerOptions, cause: Error): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `The server cannot listen on ${options.host}, port ${options.port}: ${cause.message}.`,
    'Take another port (0 is any that is free), or end what uses it.',
    { cause },
  );
}

function describeFailure(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
