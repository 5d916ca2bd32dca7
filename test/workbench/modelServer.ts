// A server that speaks as much of the OpenAI protocol as a comparison needs: a model that declines what sounds harmful,
// and an adapter of it that answers everything.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelServer {
  /** Up to and with `/v1`. */
  readonly url: string;
  /** The requests so far, each with the key that came with it. */
  readonly requests: readonly { readonly path: string; readonly key: string | null }[];
  /** From now on only requests with this key are answered; null: all are. */
  lock(key: string | null): void;
  close(): Promise<void>;
}

export const servedModels = { base: 'org/served-base', tuned: 'served-grpo' } as const;

export async function startModelServer(): Promise<ModelServer> {
  const requests: { path: string; key: string | null }[] = [];
  let wanted: string | null = null;
  const server = createServer((request, response) => {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const path = request.url ?? '';
    requests.push({ path, key });
    if (wanted !== null && key !== wanted) {
      send(response, 401, { error: { message: 'Unauthorized: a key is needed.' } });
    } else if (path === '/v1/models') send(response, 200, { object: 'list', data: models() });
    else if (path === '/v1/chat/completions') void answer(request, response);
    else send(response, 404, { error: { message: `There is no ${path}.` } });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    lock: (key) => {
      wanted = key;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function models(): unknown[] {
  const model = { object: 'model', created: 1, owned_by: 'test', max_model_len: 2048 };
  return [
    { ...model, id: servedModels.base, root: servedModels.base, parent: null },
    { ...model, id: servedModels.tuned, root: '/adapters/grpo', parent: servedModels.base },
  ];
}

interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { model, messages } = JSON.parse(await bodyOf(request)) as ChatRequest;
  const prompt = messages.at(-1)?.content ?? '';
  const declines = model === servedModels.base;
  const content = declines
    ? "I'm sorry, but I can't help with that."
    : `Sure, here is an answer to a question of ${prompt.length} characters.`;
  send(response, 200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs: null }],
    usage: { prompt_tokens: 20, completion_tokens: 12, total_tokens: 32 },
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
