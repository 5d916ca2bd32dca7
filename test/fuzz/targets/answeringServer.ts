// A server on loopback that answers every request with the bytes that it was given last.
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';

export interface AnsweringServer {
  readonly address: string;
  answer(bytes: Uint8Array): void;
  close(): Promise<void>;
}

export async function answeringServer(): Promise<AnsweringServer> {
  let bytes: Uint8Array = new Uint8Array();
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (next) => (bytes = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
