// The JSON of a request, of limited size. How long it may take is the HTTP server's business.
import type { IncomingMessage } from 'node:http';
import { parseHostileJson } from '../../files/parseHostileJson';
import { ApiError, badRequest } from '../api/apiError';

/** @throws ApiError 415, 413, 400 */
export async function readJsonBody(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  // What a page of another origin can send without being asked first is no JSON: pages are kept out by this.
  if (!/^application\/json\b/iu.test(request.headers['content-type'] ?? '')) {
    throw new ApiError(415, 'Send the body as JSON, with "Content-Type: application/json".');
  }
  const tooLarge = new ApiError(413, `A request holds at most ${mostBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > mostBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return parseBodyText(Buffer.concat(chunks).toString('utf8'));
}

/** @throws ApiError 400 */
export function parseBodyText(text: string): unknown {
  try {
    return parseHostileJson(text);
  } catch (error) {
    throw badRequest(`The body is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
