import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EndpointSubject } from '../../../../../src/protocol/subjects';
import {
  openEndpoint,
  type EndpointTools,
} from '../../../../../src/engine/respondents/endpoint/openEndpoint';
import type { Respondent } from '../../../../../src/engine/respondents/respondent';
import { fakeServer, lastMessage, sendChat, sendJson, type FakeServer } from '../../../../support/fakeServer';
import { noKey } from './noKey';
import { scratchFolder } from '../../../../support/scratch';
import { collect, user } from '../collect';

const folder = scratchFolder();

function open(
  { url }: { url: string },
  ref: Partial<EndpointSubject> = {},
  tools: Partial<EndpointTools> = {},
): Promise<Respondent> {
  const limits = { backoff: 1, timeout: 5000, ...tools.limits };
  return openEndpoint({ kind: 'endpoint', url, model: 'm', ...ref }, { keyFor: noKey, ...tools, limits });
}

/** A folder with a template that writes the special tokens and one variable. */
function templateFolder(): string {
  const path = join(folder, 'template');
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'chat_template.jinja'),
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}[assistant]{{ mood or '' }}",
  );
  writeFileSync(join(path, 'tokenizer_config.json'), JSON.stringify({ bos_token: { content: '<s>' } }));
  return path;
}

describe('a chat', () => {
  it('is sent with what the settings say, and nothing that has its default', async () => {
    const server = await fakeServer((response) => sendChat(response, 'Yes'));
    const respondent = await open(server, {}, { keyFor: () => Promise.resolve('sk-test-123456') });
    await collect(respondent, ['Hi'], { maxNewTokens: 8 });
    await collect(respondent, ['Hi'], {
      temperature: 0.7,
      topP: 0.9,
      topK: 40,
      stop: ['END'],
      templateVariables: { enable_thinking: false },
      maxNewTokens: 8,
    });
    const common = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 8 };
    expect(server.seen.map(({ body }) => body)).toEqual([
      { ...common, temperature: 0, logprobs: true, stream: false },
      {
        ...common,
        temperature: 0.7,
        top_p: 0.9,
        top_k: 40,
        seed: 1000,
        stop: ['END'],
        logprobs: true,
        chat_template_kwargs: { enable_thinking: false },
        stream: false,
      },
    ]);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      url: '/v1/chat/completions',
      authorization: 'Bearer sk-test-123456',
    });
  });

  it('brings back all that the server tells', async () => {
    const server = await fakeServer((response) =>
      sendJson(response, 200, {
        system_fingerprint: 'fp_1',
        usage: { prompt_tokens: 5, completion_tokens: 2 },
        choices: [
          {
            message: { content: 'Yes.' },
            finish_reason: 'length',
            token_ids: [7, 8],
            logprobs: {
              content: [
                { token: 'Yes', logprob: -0.5 },
                { token: '.', logprob: -0.25 },
              ],
            },
          },
        ],
      }),
    );
    const { answers } = await collect(await open(server), ['Hi']);
    expect(answers.get(0)).toEqual({
      prompt: null,
      text: 'Yes.',
      reasoning: null,
      answer: 'Yes.',
      finishReason: 'length',
      tokenIds: [7, 8],
      logprobs: [-0.5, -0.25],
      usage: { promptTokens: 5, completionTokens: 2 },
      milliseconds: expect.any(Number) as number,
    });
  });

  it.each([
    ['content alone', { content: 'Yes' }, { text: 'Yes', reasoning: null, answer: 'Yes' }],
    ['content in parts', { content: [{ text: 'Y' }, { text: 'es' }] }, { text: 'Yes', answer: 'Yes' }],
    ['reasoning_content', { content: 'Yes', reasoning_content: 'hm' }, { text: 'Yes', reasoning: 'hm' }],
    ['reasoning', { content: 'Yes', reasoning: 'hm' }, { text: 'Yes', reasoning: 'hm', answer: 'Yes' }],
    [
      'reasoning alone',
      { content: null, reasoning_content: 'hm' },
      { text: '', reasoning: 'hm', answer: '' },
    ],
    ['reasoning in the text', { content: '<think>hm</think>Yes' }, { reasoning: 'hm', answer: 'Yes' }],
    ['a refusal apart', { content: null, refusal: 'No.' }, { text: 'No.', answer: 'No.' }],
    ['an answer that is empty', { content: '' }, { text: '', reasoning: null, answer: '' }],
  ])('reads %s', async (_, message, expected) => {
    const server = await fakeServer((response) =>
      sendJson(response, 200, { choices: [{ message, finish_reason: 'stop' }] }),
    );
    const { answers } = await collect(await open(server), ['Hi']);
    expect(answers.get(0)).toMatchObject(expected);
  });

  it.each([
    ['stop', undefined, 'stop'],
    ['stop', null, 'stop'],
    ['stop', 128001, 'stop'],
    ['stop', 'END', 'stopString'],
    ['length', undefined, 'length'],
    ['tool_calls', undefined, null],
    [null, undefined, null],
  ])('ended by %s (%s) ends by %s', async (finish_reason, stop_reason, expected) => {
    const server = await fakeServer((response) => sendChat(response, 'Yes', { finish_reason, stop_reason }));
    const { answers } = await collect(await open(server), ['Hi']);
    expect(answers.get(0)?.finishReason).toBe(expected);
  });

  it.each([
    ['not numbers', { content: [{ token: 'Yes', logprob: 'NaN' }] }],
    ['no logarithms of probabilities', { content: [{ token: 'Yes', logprob: 0.7 }] }],
    ['beyond all numbers', { token_logprobs: [null] }],
  ])('has no log-probabilities where they are %s', async (_, logprobs) => {
    const server = await fakeServer((response) => sendChat(response, 'Yes', { logprobs }));
    const { answers } = await collect(await open(server), ['Hi']);
    expect(answers.get(0)).toMatchObject({ text: 'Yes', logprobs: null });
  });
});

describe('what a server does not take', () => {
  it('is the old name of the token limit: the new one is remembered', async () => {
    const server = await fakeServer((response, { body }) => {
      if ('max_tokens' in body) {
        sendJson(response, 400, { error: { message: "Use 'max_completion_tokens' instead." } });
      } else sendChat(response, 'Yes');
    });
    const { answers } = await collect(await open(server), ['a', 'b'], { batchSize: 1, maxNewTokens: 8 });
    expect(answers.size).toBe(2);
    expect(server.seen.map(({ body }) => body['max_completion_tokens'])).toEqual([undefined, 8, 8]);
  });

  it('is log-probabilities: they are not asked for again', async () => {
    const server = await fakeServer((response, { body }) => {
      if ('logprobs' in body) sendJson(response, 400, { error: 'logprobs are not supported by this model' });
      else sendChat(response, 'Yes');
    });
    const { answers } = await collect(await open(server), ['a', 'b', 'c'], { batchSize: 1 });
    expect([...answers.values()].map(({ text, logprobs }) => [text, logprobs])).toEqual(
      Array(3).fill(['Yes', null]),
    );
    expect(server.seen).toHaveLength(4);
  });

  it('is another setting: it is not dropped in silence', async () => {
    const server = await fakeServer((response) =>
      sendJson(response, 400, { error: { message: 'Unknown parameter: chat_template_kwargs' } }),
    );
    const { answers, missing } = await collect(await open(server), ['a'], {
      templateVariables: { enable_thinking: false },
    });
    expect([answers.size, missing.get(0)]).toEqual([0, 'HTTP 400: Unknown parameter: chat_template_kwargs']);
  });
});

describe('a question without an answer', () => {
  it.each([
    [
      400,
      { error: { message: "This model's maximum context length is 4096 tokens." } },
      /do not fit into .*context/u,
    ],
    [
      400,
      { error: { message: 'too long', type: 'exceed_context_size_error' } },
      /do not fit into .*context/u,
    ],
    [400, { error: { message: 'bad', code: 'content_filter' } }, /content filter/u],
    [403, { error: { message: 'Your input was flagged by moderation.' } }, /content filter/u],
    [422, { detail: [{ loc: ['body'], msg: 'wrong' }] }, /^HTTP 422: body: wrong$/u],
  ])('is missing after HTTP %s %j', async (status, body, reason) => {
    const server = await fakeServer((response, seen) => {
      if (lastMessage(seen) === 'bad') sendJson(response, status, body);
      else sendChat(response, 'Yes');
    });
    const { answers, missing } = await collect(await open(server), ['good', 'bad', 'good']);
    expect([...answers.keys()].sort()).toEqual([0, 2]);
    expect([...missing.keys()]).toEqual([1]);
    expect(missing.get(1)).toMatch(reason);
    expect(server.seen).toHaveLength(3);
  });

  it('is missing where a filter held it back', async () => {
    const server = await fakeServer((response) =>
      sendChat(response, '', { finish_reason: 'content_filter' }),
    );
    const { answers, missing } = await collect(await open(server), ['Hi']);
    expect([answers.size, missing.get(0)]).toEqual([0, "The server's content filter held the answer back."]);
  });

  it.each([
    ['no choice', { choices: [] }, /without any choice/u],
    ['no message', { choices: [{ finish_reason: 'stop' }] }, /no completion/u],
    ['a message without content', { choices: [{ message: {}, finish_reason: 'stop' }] }, /no completion/u],
    ['an error under 200', { error: { message: 'upstream is down' } }, /an error: upstream is down/u],
    [
      'an aborted answer',
      { choices: [{ message: { content: 'Y' }, finish_reason: 'abort' }] },
      /ended .* early/u,
    ],
  ])('is asked again and then missing after %s', async (_, body, reason) => {
    const server = await fakeServer((response) => sendJson(response, 200, body));
    const respondent = await open(server, {}, { limits: { attempts: 2 } });
    const { answers, missing } = await collect(respondent, ['Hi']);
    expect([answers.size, server.seen.length]).toEqual([0, 2]);
    expect(missing.get(0)).toMatch(reason);
  });
});

describe('what concerns every question', () => {
  it.each([
    [401, /HTTP 401: no/u],
    [403, /HTTP 403: no/u],
    [404, /HTTP 404: no/u],
  ])('HTTP %s ends the asking', async (status, message) => {
    const server = await fakeServer((response) => sendJson(response, status, { error: 'no' }));
    const asking = collect(
      await open(server),
      Array.from({ length: 50 }, (_, index) => `${index}`),
      { batchSize: 2 },
    );
    await expect(asking).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringMatching(message) as string,
    });
    expect(server.seen.length).toBeLessThanOrEqual(3);
  });

  it('is a cancelled call', async () => {
    const stop = new AbortController();
    const server = await fakeServer((response, _, index) => {
      if (index === 0) sendChat(response, 'Yes');
      else stop.abort();
    });
    const asking = collect(await open(server), ['a', 'b', 'c'], { batchSize: 1 }, stop.signal);
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    expect(server.seen).toHaveLength(2);
  });

  it('is a key that would travel unencrypted', async () => {
    await expect(
      open({ url: 'http://example.com/v1' }, {}, { keyFor: () => Promise.resolve('sk-secret-1') }),
    ).rejects.toMatchObject({
      code: 'invalidRequest',
      message: expect.not.stringContaining('sk-secret') as string,
    });
  });
});

describe('a template that is applied here', () => {
  it('makes raw completions of chats, with the special tokens of its checkpoint', async () => {
    const server = await fakeServer((response) =>
      sendJson(response, 200, {
        choices: [{ text: ' Yes', finish_reason: 'stop', logprobs: { token_logprobs: [-1] } }],
      }),
    );
    const respondent = await open(server, { template: templateFolder() });
    const { answers } = await collect(
      respondent,
      [user(0, 'Hi'), { id: 1, asked: { prompt: 'As it stands' }, seed: 0 }],
      { templateVariables: { mood: '!' }, maxNewTokens: 8, batchSize: 1 },
    );
    const rendered = '<s>[user] Hi\n[assistant]!';
    expect(server.seen.map(({ url, body }) => [url, body['prompt'], body['add_special_tokens']])).toEqual([
      ['/v1/completions', rendered, false],
      ['/v1/completions', 'As it stands', false],
    ]);
    expect(server.seen[0]?.body).toEqual({
      model: 'm',
      prompt: rendered,
      temperature: 0,
      max_tokens: 8,
      logprobs: 1,
      add_special_tokens: false,
      stream: false,
    });
    expect(answers.get(0)).toMatchObject({ prompt: rendered, text: ' Yes', answer: 'Yes', logprobs: [-1] });
    expect(answers.get(1)?.prompt).toBe('As it stands');
  });

  it('may be a .jinja file that opens the reasoning', async () => {
    const template = join(folder, 'thinking.jinja');
    writeFileSync(template, '{{ messages[0].content }}\n<think>\n');
    const server = await fakeServer((response) =>
      sendJson(response, 200, { choices: [{ text: 'I cannot', finish_reason: 'length' }] }),
    );
    const respondent = await open(server, { template });
    const { answers } = await collect(respondent, ['Hi']);
    expect(answers.get(0)).toMatchObject({ text: 'I cannot', reasoning: 'I cannot', answer: '' });
  });

  it('that is not there is an error', async () => {
    const opening = open({ url: 'http://127.0.0.1:1/v1' }, { template: join(folder, 'nowhere') });
    await expect(opening).rejects.toMatchObject({ code: 'templateInvalid' });
  });
});

describe('facts', () => {
  function models(...data: object[]): Promise<FakeServer> {
    return fakeServer((response, { method }) => {
      if (method === 'GET') sendJson(response, 200, { object: 'list', data });
      else
        sendJson(response, 200, { choices: [{ message: { content: 'Yes' } }], system_fingerprint: 'fp_2' });
    });
  }

  it('are what the server says of the model, with the fingerprint of the newest answer', async () => {
    const server = await models(
      { id: 'base' },
      { id: 'm', parent: 'base', max_model_len: 4096, owned_by: 'vllm' },
    );
    const respondent = await open(server, { template: templateFolder() });
    const facts = {
      kind: 'endpoint',
      name: 'm',
      url: server.url,
      parent: 'base',
      contextLength: 4096,
      owner: 'vllm',
      systemFingerprint: null,
      templateHash: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
    };
    // The template writes its token; whether the server writes another is for the gate to ask.
    expect(await respondent.facts()).toEqual({ ...facts, templateBos: '<s>' });
    const chatting = await open(server);
    await collect(chatting, ['Hi']);
    expect(await chatting.facts()).toEqual({ ...facts, systemFingerprint: 'fp_2', templateHash: null });
  });

  it('name the model that was probably meant', async () => {
    const server = await models({ id: 'llama-3-8b' }, { id: 'qwen' });
    await expect((await open(server, { model: 'llama-3-8' })).facts()).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('has no model "llama-3-8"') as string,
      advice: 'Did you mean "llama-3-8b"?',
    });
    await expect((await open(server, { model: 'mistral-large' })).facts()).rejects.toMatchObject({
      advice: 'It offers llama-3-8b, qwen.',
    });
  });

  it('are few where the server has no list, or lists no folders', async () => {
    const without = await fakeServer((response) => sendJson(response, 404, {}));
    const nothing = { parent: null, contextLength: null, owner: null };
    expect(await (await open(without)).facts()).toMatchObject({ name: 'm', ...nothing });
    const server = await models({ id: 'other' });
    expect(await (await open(server, { model: '/models/mine' })).facts()).toMatchObject(nothing);
  });

  it('need a server that is there and takes the key', async () => {
    const server = await models();
    await server.close();
    await expect((await open(server)).facts()).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
    const strict = await fakeServer((response) => sendJson(response, 401, { error: 'no' }));
    await expect((await open(strict)).facts()).rejects.toMatchObject({
      code: 'endpointFailed',
      advice: expect.stringContaining('refuses the key') as string,
    });
  });
});

describe('an adapter on the server', () => {
  const adapter = '/adapters/mine';
  function vllm(load: { status: number; body: unknown }): Promise<FakeServer> {
    const loaded: string[] = [];
    return fakeServer((response, { url, body }) => {
      if (url === '/v1/load_lora_adapter') {
        if (load.status === 200) loaded.push(String(body['lora_name']));
        sendJson(response, load.status, load.body);
      } else if (url === '/v1/models') {
        sendJson(response, 200, { data: loaded.map((id) => ({ id, parent: 'm' })) });
      } else if (url === '/v1/unload_lora_adapter') response.end('Success');
      else sendChat(response, String(body['model']));
    });
  }

  it('is loaded once under a name of its own, asked by it, and unloaded at the end', async () => {
    const server = await vllm({ status: 200, body: 'Success: added' });
    const respondent = await open(server, { model: 'org/m', adapter });
    const { name, parent } = (await respondent.facts()) as { name: string; parent: string };
    expect([name, parent]).toEqual([expect.stringMatching(/^m-[0-9a-f]{12}$/u), 'org/m']);
    const { answers } = await collect(respondent, ['Hi']);
    expect(answers.get(0)?.text).toBe(name);
    await respondent.dispose();
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/load_lora_adapter',
      '/v1/models',
      '/v1/chat/completions',
      '/v1/unload_lora_adapter',
    ]);
    expect(server.seen[0]?.body).toEqual({ lora_name: name, lora_path: adapter });
  });

  it('that was there before stays', async () => {
    const message = "The lora adapter 'x' has already been loaded.";
    const server = await vllm({ status: 400, body: { object: 'error', message } });
    const respondent = await open(server, { adapter });
    await collect(respondent, ['Hi']);
    await respondent.dispose();
    expect(server.seen.map(({ url }) => url)).toEqual(['/v1/load_lora_adapter', '/v1/chat/completions']);
  });

  it('that cannot be loaded is an error', async () => {
    const server = await vllm({ status: 404, body: { detail: 'Not Found' } });
    await expect(collect(await open(server, { adapter }), ['Hi'])).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining(`cannot load the adapter ${adapter}: HTTP 404: Not Found`) as string,
      advice: expect.stringContaining('--enable-lora') as string,
    });
  });
});

describe('scores', () => {
  /** Tokens are words with the space before them; the log-probability of the n-th is −n. */
  function scorer(most: { zero: boolean }): Promise<FakeServer> {
    return fakeServer((response, { body }) => {
      const tokens = String(body['prompt']).match(/\s*\S+|\s+$/gu) ?? [];
      const added = body['max_tokens'] === 0 ? [] : ['more'];
      if (!most.zero && added.length === 0) {
        sendJson(response, 400, { error: { message: 'max_tokens must be at least 1' } });
        return;
      }
      sendJson(response, 200, {
        choices: [
          {
            text: '',
            finish_reason: 'length',
            logprobs: {
              tokens: [...tokens, ...added],
              token_logprobs: [...tokens, ...added].map((_, index) => (index === 0 ? null : -index)),
            },
          },
        ],
        usage: { prompt_tokens: tokens.length, completion_tokens: added.length },
      });
    });
  }

  it.each([true, false])(
    'are those of the answer alone (a server that may add nothing: %s)',
    async (zero) => {
      const server = await scorer({ zero });
      const respondent = await open(server, { template: templateFolder() });
      const asked = user(0, 'Hi there').asked;
      const scores = await respondent.score?.(
        [
          { asked, answer: ' Yes of' },
          { asked, answer: ' No' },
          { asked, answer: '' },
        ],
        { templateVariables: {} },
      );
      expect(scores).toEqual([
        [
          { text: ' Yes', id: null, logprob: -4 },
          { text: ' of', id: null, logprob: -5 },
        ],
        [{ text: ' No', id: null, logprob: -4 }],
        [],
      ]);
    },
  );

  it('cannot be had without a template here, or of a server that does not echo', async () => {
    const server = await fakeServer((response) => sendJson(response, 200, { choices: [{ text: 'x' }] }));
    expect((await open(server)).score).toBeNull();
    const respondent = await open(server, { template: templateFolder() });
    const scoring = respondent.score?.([{ asked: user(0, 'Hi').asked, answer: 'x' }], {
      templateVariables: {},
    });
    await expect(scoring).rejects.toMatchObject({
      code: 'endpointFailed',
      message: expect.stringContaining('does not score') as string,
    });
  });
});
