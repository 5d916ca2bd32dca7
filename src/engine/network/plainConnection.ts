// A connection without the headers that Node's fetch adds for browsers. Ray's dashboard takes whatever says Sec-Fetch-Mode for
// a page that was lured to it, and turns it down with 405; fetch has no way to leave it out.
import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { OpenConnection } from './httpRequest';

/** Statuses whose responses have no body, which Response insists on. */
const bodiless = [101, 204, 205, 304];

/** As openConnection. */
export const openPlainConnection: OpenConnection = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? overHttps : overHttp;
    const sent = request(url, { method, headers, signal }, (incoming) => {
      try {
        resolve(responseOf(incoming));
      } catch (error) {
        incoming.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    sent.on('error', reject);
    sent.end(body);
  });

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (bodiless.includes(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, { status, headers });
}
