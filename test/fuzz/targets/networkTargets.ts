// What comes over a connection: answers of endpoints, requests to our server, frames of the engine's protocol, messages of
// webviews; and the file that binds keys to hosts.
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { GuardrailError } from '../../../src/protocol/errors';
import { defaultGenerationSettings } from '../../../src/protocol/generation';
import { listHostKeys } from '../../../src/engine/network/hostKeys';
import { serverMessage } from '../../../src/engine/network/serverMessage';
import { listEndpointModels } from '../../../src/engine/respondents/endpoint/listEndpointModels';
import { openEndpoint } from '../../../src/engine/respondents/endpoint/openEndpoint';
import { readCompletion } from '../../../src/engine/respondents/endpoint/readCompletion';
import { readEcho } from '../../../src/engine/respondents/endpoint/readEcho';
import { ApiError } from '../../../src/engine/serve/api/apiError';
import { parseChatRequest } from '../../../src/engine/serve/api/chatRequest';
import { parseCompletionRequest } from '../../../src/engine/serve/api/completionRequest';
import { startServing } from '../../../src/engine/serve/startServing';
import { openCheckpoint } from '../../../src/engine/checkpoints/openCheckpoint';
import { parseBodyText } from '../../../src/engine/serve/http/readJsonBody';
import { ServedModels } from '../../../src/engine/serve/servedModel';
import { readRequest } from '../../../src/host/panels/readRequest';
import { checkpointPath } from '../../support/paths';
import { FakeGenerator } from '../../unit/engine/serve/fakeGenerator';
import { Corruption, type FuzzTarget } from '../fuzzTarget';
import { mutateBytes } from '../mutate/mutateBytes';
import { mutateJson } from '../mutate/mutateJson';
import { mutateText } from '../mutate/mutateText';
import { fileIn, jsonBytes } from './fixtureFiles';

const folders = (folder: string) => ({
  cacheFolder: join(folder, '.cache'),
  scratchFolder: join(folder, '.scratch'),
});

const chatAnswer = {
  id: 'x',
  object: 'chat.completion',
  system_fingerprint: 'fp',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'No.', reasoning_content: 'Hm.' },
      finish_reason: 'stop',
      stop_reason: null,
      token_ids: [1, 2],
      logprobs: {
        content: [
          { token: 'No', logprob: -0.5, top_logprobs: [] },
          { token: '.', logprob: -0.1 },
        ],
      },
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};
const rawAnswer = {
  choices: [
    {
      text: 'No.',
      finish_reason: 'length',
      logprobs: {
        tokens: ['N', 'o.'],
        token_logprobs: [null, -0.5],
        top_logprobs: null,
        text_offset: [0, 1],
      },
    },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 1 },
};
const partsAnswer = {
  choices: [
    { message: { content: [{ type: 'text', text: 'a' }], refusal: null }, finish_reason: 'content_filter' },
  ],
};
const modelList = {
  object: 'list',
  data: [
    { id: 'm', object: 'model', owned_by: 'vllm', max_model_len: 2048, parent: null },
    { id: 'n', context_length: 4096, meta: { n_ctx: 512 } },
  ],
};

const bodies: FuzzTarget = {
  name: 'endpoint-bodies',
  mutate: mutateJson,
  codes: [],
  open: () => ({
    samples: [chatAnswer, rawAnswer, partsAnswer, { error: { message: 'no', code: 'x' } }].map(jsonBytes),
    read: (input) => {
      const body = Buffer.from(input).toString('utf8');
      return [readCompletion(body), readEcho(body, 1), serverMessage(body)];
    },
  }),
};

/** Whole responses, status line and headers too, from a server that then closes the connection. */
const responses = (body: object, more = ''): Buffer => {
  const json = JSON.stringify(body);
  return Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
};
const chunked = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
const events = `data: ${JSON.stringify(chatAnswer)}\n\ndata: [DONE]\n\n`;

interface RawServer {
  readonly server: Server;
  readonly url: string;
  /** What it answers with. */
  answer: Uint8Array;
}

async function rawServer(): Promise<RawServer> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(raw.answer));
  });
  const raw: RawServer = { server, url: '', answer: new Uint8Array() };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(raw, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
}

const limits = { attempts: 1, timeout: 30_000, longestWait: 1, maxBytes: 1_000_000 };

const exchanges: FuzzTarget = {
  name: 'endpoint-http',
  mutate: (sample, random) => (random() < 0.5 ? mutateBytes(sample, random) : mutateText(sample, random)),
  codes: ['endpointFailed'],
  open: async () => {
    const raw = await rawServer();
    return {
      samples: [
        responses(chatAnswer),
        responses(rawAnswer, 'Retry-After: 1\r\n'),
        responses(modelList),
        Buffer.from(`${chunked}5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n`),
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${events}`),
      ],
      others: [
        Buffer.from('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
        Buffer.from('HTTP/1.1 503 Busy\r\nRetry-After: 9999999999\r\nContent-Length: 2\r\n\r\n{}'),
      ],
      read: async (input) => {
        raw.answer = input;
        const endpoint = await openEndpoint(
          { kind: 'endpoint', url: raw.url, model: 'm' },
          { keyFor: () => Promise.resolve(null), limits },
        );
        let reports = 0;
        const seen: unknown[] = [];
        await endpoint.answer(
          [{ id: 0, seed: 1, sample: 0, asked: { messages: [{ role: 'user', content: 'x' }] } }],
          { ...defaultGenerationSettings },
          {
            onAnswer: (_, answer) => {
              reports++;
              seen.push(answer);
            },
            onMissing: () => reports++,
          },
        );
        if (reports !== 1) throw new Corruption(`The question was reported ${reports} times.`);
        seen.push(await listEndpointModels(raw.url, null, undefined, limits).catch(typedOnly));
        await endpoint.dispose();
        return seen;
      },
      close: () => void raw.server.close(),
    };
  },
};

function typedOnly(error: unknown): null {
  if (error instanceof GuardrailError) return null;
  throw error;
}

const hostKeys: FuzzTarget = {
  name: 'host-keys',
  mutate: mutateJson,
  codes: ['configInvalid'],
  open: (folder) => {
    const file = fileIn(folder, 'endpoints.json');
    process.env['GLENS_ENDPOINTS_FILE'] = file.path;
    return {
      samples: [
        jsonBytes({
          hosts: { 'https://api.example.com': { keyEnv: 'MY_KEY' } },
          allowed: ['http://127.0.0.1:1'],
        }),
      ],
      read: (input) => {
        file.write(input);
        return listHostKeys();
      },
      close: () => void Reflect.deleteProperty(process.env, 'GLENS_ENDPOINTS_FILE'),
    };
  },
};

const refusesByStatus = (error: unknown): boolean => error instanceof ApiError && error.status < 500;

const jsonOf = (input: Uint8Array): unknown => parseBodyText(Buffer.from(input).toString('utf8'));

const chatRequests: FuzzTarget = {
  name: 'serve-chat',
  mutate: mutateJson,
  codes: [],
  refuses: refusesByStatus,
  open: () => ({
    samples: [
      {
        model: 'm',
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: [{ type: 'text', text: 'y' }] },
        ],
        max_tokens: 5,
        temperature: 0.5,
        top_p: 0.9,
        seed: 3,
        n: 2,
        stop: ['a', 'b'],
        logprobs: true,
        top_logprobs: 3,
        stream: true,
      },
      { model: 'm', messages: [{ role: 'user', content: 'y' }], chat_template_kwargs: { a: { b: [1] } } },
    ].map(jsonBytes),
    read: (input) => parseChatRequest(jsonOf(input)),
  }),
};

const completionRequests: FuzzTarget = {
  name: 'serve-completion',
  mutate: mutateJson,
  codes: [],
  refuses: refusesByStatus,
  open: () => ({
    samples: [
      { model: 'm', prompt: ['a', 'b'], max_tokens: 0, echo: true, logprobs: 2, temperature: 0 },
      { model: 'm', prompt: [[1, 2, 3], [4]], max_tokens: 3, stop: 'x', top_k: 5 },
    ].map(jsonBytes),
    read: (input) => parseCompletionRequest(jsonOf(input)),
  }),
};

const head = (path: string, body: string): Buffer =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );

/** Requests byte by byte to a server whose model counts: each connection is answered or closed, and nothing fails inside. */
const serveHttp: FuzzTarget = {
  name: 'serve-http',
  mutate: (sample, random) => (random() < 0.5 ? mutateBytes(sample, random) : mutateText(sample, random)),
  codes: [],
  open: async (folder) => {
    const failures: string[] = [];
    const { tokenizer } = await openCheckpoint({ path: checkpointPath('llama') }, folders(folder));
    const model = {
      id: 'm',
      parent: null,
      adapter: null,
      tokenizer,
      contextLength: 24,
      vocabSize: 32,
      systemFingerprint: 'fp',
    };
    const api = await startServing(new ServedModels(model, []), new FakeGenerator(), {
      host: '127.0.0.1',
      port: 0,
      apiKey: null,
      batchSize: 4,
      fixedBatch: false,
      allowRemote: false,
      log: (line) => {
        if (/ 5\d\d\b/u.test(line)) failures.push(line);
      },
    });
    const port = Number(new URL(api.url).port);
    return {
      samples: [
        head('/v1/chat/completions', '{"model":"m","messages":[{"role":"user","content":"x"}]}'),
        head('/v1/completions', '{"model":"m","prompt":"x"}'),
        Buffer.from('GET /v1/nothing?x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
        Buffer.from(
          'OPTIONS / HTTP/1.1\r\nHost: localhost:1\r\nOrigin: http://evil\r\nConnection: close\r\n\r\n',
        ),
      ],
      read: async (input) => {
        await sendRaw(port, input);
        const [failure] = failures.splice(0);
        if (failure !== undefined) throw new Corruption(`The server failed: ${failure}`);
        return null;
      },
      close: () => api.stop(),
    };
  },
};

/** Sends, ends, and waits for the other side to close. */
function sendRaw(port: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.resume();
  });
}

const frame = (message: object): Buffer => {
  const json = JSON.stringify(message);
  return Buffer.from(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
};

/** Frames that are none end the connection or are passed over: none ends the process. */
const rpcFrames: FuzzTarget = {
  name: 'rpc-frames',
  mutate: (sample, random) => (random() < 0.5 ? mutateBytes(sample, random) : mutateText(sample, random)),
  codes: [],
  open: () => ({
    samples: [
      frame({ jsonrpc: '2.0', id: 1, method: 'echo', params: { a: [1, 'x'] } }),
      frame({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } }),
      Buffer.concat([
        frame({ jsonrpc: '2.0', id: 'x', method: 'none' }),
        frame({ jsonrpc: '2.0', id: 2, result: 1 }),
      ]),
    ],
    read: async (input) => {
      const [into, out] = [new PassThrough(), new PassThrough()];
      out.resume();
      const connection = createMessageConnection(
        new StreamMessageReader(into),
        new StreamMessageWriter(out),
        {
          error: () => undefined,
          warn: () => undefined,
          info: () => undefined,
          log: () => undefined,
        },
      );
      connection.onError(() => undefined);
      connection.onRequest('echo', (params: unknown) => params);
      connection.listen();
      const ended = new Promise<void>((resolve) => into.once('close', resolve));
      into.end(Buffer.from(input));
      await ended;
      await new Promise((resolve) => setImmediate(resolve));
      connection.dispose();
      return null;
    },
  }),
};

const webviewMessages: FuzzTarget = {
  name: 'webview-messages',
  mutate: mutateJson,
  codes: [],
  refuses: refusesByStatus,
  open: () => ({
    samples: [
      {
        type: 'request',
        id: 1,
        name: 'rows',
        params: {
          query: { filter: { text: 'x' }, sort: 'runOrder', descending: false, offset: 0, limit: 50 },
        },
      },
      { type: 'request', id: 2, name: 'overrule', params: { responseId: 3, outcome: 'refusal', note: 'x' } },
      {
        type: 'request',
        id: 3,
        name: 'diff',
        params: { promptId: 1, sample: 0, left: 'base', right: 'tuned' },
      },
    ].map(jsonBytes),
    read: (input) => {
      const read = readRequest(jsonOf(input));
      return read === null || 'error' in read ? null : read.params;
    },
  }),
};

export const networkTargets: readonly FuzzTarget[] = [
  bodies,
  exchanges,
  hostKeys,
  chatRequests,
  completionRequests,
  serveHttp,
  rpcFrames,
  webviewMessages,
];
