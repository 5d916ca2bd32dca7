import { expect, it } from 'vitest';
import { endpointBase, routeOf } from '../../../../../src/engine/respondents/endpoint/serverRoutes';
import { listEndpointModels } from '../../../../../src/engine/respondents/endpoint/listEndpointModels';
import { fakeServer, sendJson } from '../../../../support/fakeServer';

const limits = { backoff: 1, attempts: 2, timeout: 5000 };

it('lists models and adapters in the server’s order', async () => {
  const server = await fakeServer((response) =>
    sendJson(response, 200, {
      data: [
        { id: 'base', object: 'model', owned_by: 'vllm', parent: null, max_model_len: 8192 },
        { id: 'tuned', owned_by: 'vllm', parent: 'base', max_model_len: null },
        { id: 'gguf', owned_by: 'llamacpp', meta: { n_ctx: 2048 } },
        { id: 'odd', owned_by: 7, max_model_len: -1, meta: 'none' },
      ],
    }),
  );
  expect(await listEndpointModels(server.url, 'sk-test-123456', undefined, limits)).toEqual([
    { id: 'base', parent: null, contextLength: 8192, owner: 'vllm' },
    { id: 'tuned', parent: 'base', contextLength: null, owner: 'vllm' },
    { id: 'gguf', parent: null, contextLength: 2048, owner: 'llamacpp' },
    { id: 'odd', parent: null, contextLength: null, owner: null },
  ]);
  expect(server.seen[0]).toMatchObject({
    method: 'GET',
    url: '/v1/models',
    authorization: 'Bearer sk-test-123456',
  });
});

it.each([
  [200, '<html>', /a web page/u],
  [200, '{"models":[]}', /no list of models/u],
  [200, '{"data":[{}]}', /no list of models/u],
  [404, '{}', /HTTP 404/u],
  [401, '{"error":"no"}', /HTTP 401: no/u],
  [500, '', /HTTP 500/u],
])('HTTP %s with %s is an error', async (status, body, message) => {
  const server = await fakeServer((response) => void response.writeHead(status).end(body));
  await expect(listEndpointModels(server.url, null, undefined, limits)).rejects.toMatchObject({
    code: 'endpointFailed',
    message: expect.stringMatching(message) as string,
  });
});

it.each([
  ['https://api.example.com', 'https://api.example.com/v1/models'],
  ['https://api.example.com/v1/', 'https://api.example.com/v1/models'],
  ['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1/models'],
  ['https://api.example.com/openai/v1beta?x=1', 'https://api.example.com/openai/v1beta/models?x=1'],
  ['http://localhost:11434/v1', 'http://localhost:11434/v1/models'],
  ['http://[::1]:8000/proxy', 'http://[::1]:8000/proxy/v1/models'],
])('%s is asked at %s', (text, url) => expect(routeOf(endpointBase(text, false), 'models').href).toBe(url));
