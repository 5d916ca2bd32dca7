// A real HTTP server on this machine that answers as a test says.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** It has a header that browsers send; Node's fetch does, too. */
  readonly fromBrowser: boolean;
}

export interface FakeServer {
  /** Ends in /v1. */
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** @param answer gets the 0-based number of the request. @param ends with the test; else by its `close` alone */
export async function fakeServer(
  answer: (response: ServerResponse, seen: SeenRequest, index: number) => void,
  ends: 'withTest' | 'byItself' = 'withTest',
): Promise<FakeServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const entry: SeenRequest = {
        method: request.method ?? '',
        url: request.url ?? '',
        authorization: request.headers.authorization,
        fromBrowser: request.headers['sec-fetch-mode'] !== undefined,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
      seen.push(entry);
      answer(response, entry, seen.length - 1);
    });
  });
  if (ends === 'withTest') servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  data: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(data));
}

/** A chat completion that says `content`. */
export function sendChat(response: ServerResponse, content: unknown, more: object = {}): void {
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...more };
  sendJson(response, 200, { choices: [choice] });
}

/** The last message of a chat request. */
export function lastMessage(seen: SeenRequest): string {
  const messages = seen.body['messages'] as readonly { content: string }[];
  return messages.at(-1)?.content ?? '';
}
