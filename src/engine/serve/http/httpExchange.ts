// One HTTP response: JSON, a stream of server-sent events, or an error in either.
import type { ServerResponse } from 'node:http';
import { toApiError } from '../api/apiError';
import type { EventStream, Exchange } from '../service';

export class HttpExchange implements Exchange {
  constructor(
    private readonly response: ServerResponse,
    readonly signal: AbortSignal,
  ) {}

  json(value: object, status = 200, headers: Readonly<Record<string, string>> = {}): void {
    const body = Buffer.from(JSON.stringify(value));
    this.response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': body.byteLength,
      ...headers,
    });
    this.response.end(body);
  }

  events(): EventStream {
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    this.response.flushHeaders();
    return {
      send: (value) => this.event(JSON.stringify(value)),
      end: () => {
        this.event('[DONE]');
        this.response.end();
      },
    };
  }

  /** In a stream that has begun the error is its last event, and the end mark is missing. */
  fail(error: unknown): void {
    const problem = toApiError(error);
    if (this.response.headersSent) {
      this.event(JSON.stringify(problem.body));
      this.response.end();
      return;
    }
    // What is left of the request is not read.
    this.json(problem.body, problem.status, problem.status === 413 ? { connection: 'close' } : {});
  }

  private event(data: string): void {
    if (!this.response.writableEnded) this.response.write(`data: ${data}\n\n`);
  }
}
