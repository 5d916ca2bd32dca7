// The server over HTTP, with the built-in model behind it: what OpenAI's clients, Inspect and lm-eval rely on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryPath } from '../../../support/paths';
import { plain } from '../generation/tinyGenerator';
import { chunksOf, serveTiny, type Answer, type ServedTiny } from './servedTiny';

const adapterPath = repositoryPath('media/checkpoints/glens-tiny-sft');
const chat = '/chat/completions';
const raw = '/completions';
const ask = (content: string): object => ({ messages: [{ role: 'user', content }] });
const greedy = { temperature: 0, max_tokens: 24 };

let tiny: ServedTiny;

beforeAll(async () => {
  tiny = await serveTiny({}, [{ name: 'sft', path: adapterPath }]);
});
afterAll(() => tiny.stop());

async function contents(body: object, path = chat): Promise<string[]> {
  const { status, body: answer } = await tiny.post(path, body);
  expect(status, JSON.stringify(answer)).toBe(200);
  return answer.choices.map((choice) => (path === chat ? choice.message.content : choice.text));
}

describe('models', () => {
  it('lists the checkpoint and its adapters', async () => {
    const { body } = await tiny.get('/models');
    expect(body.object).toBe('list');
    expect(body.data).toMatchObject([
      { id: 'glens-tiny', parent: null, max_model_len: 512, owned_by: 'guardrail-lens', object: 'model' },
      { id: 'sft', parent: 'glens-tiny', max_model_len: 512, owned_by: 'guardrail-lens', object: 'model' },
    ]);
    expect((await tiny.get('/models/sft')).body).toMatchObject({ id: 'sft' });
    expect((await tiny.get('/models/other')).status).toBe(404);
  });

  it('says that it is well', async () => {
    expect((await fetch(tiny.url.replace('/v1', '/health'))).status).toBe(200);
  });
});

describe('chat completions', () => {
  it('answers, with usage and what made the answer', async () => {
    const { body } = await tiny.post(chat, { model: 'glens-tiny', ...ask('Hello!'), ...greedy });
    const [prompt = ''] = await tiny.checkpoint.tokenizer.renderChats([
      [{ role: 'user', content: 'Hello!' }],
    ]);
    expect(body).toMatchObject({ object: 'chat.completion', model: 'glens-tiny' });
    expect(body.choices).toHaveLength(1);
    expect(body.choices[0]?.message.role).toBe('assistant');
    expect(body.choices[0]?.message.content).not.toBe('');
    expect(body.usage.prompt_tokens).toBe(tiny.checkpoint.tokenizer.encode(prompt).length);
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
    expect(body.system_fingerprint).toMatch(/^guardrail-lens-test-[0-9a-f]{12}$/u);
  });

  it('streams the same text, roles first, usage last', async () => {
    const body = { ...ask('Tell me a story about a cat'), ...greedy, max_tokens: 60 };
    const [whole = ''] = await contents(body);
    const chunks = chunksOf(await tiny.stream(chat, { ...body, stream_options: { include_usage: true } }));
    expect(chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant' });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(whole);
    expect(chunks.length).toBeGreaterThan(8);
    const reasons = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.finish_reason));
    expect(reasons.filter((reason) => reason !== null)).toHaveLength(1);
    const usage = chunks.at(-1);
    expect(usage?.choices).toEqual([]);
    expect(usage?.usage.completion_tokens).toBeGreaterThan(0);
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('ends with "length" at the limit, "stop" at an end token or a stop string, which is cut', async () => {
    const question = ask('What is your name?');
    const { body } = await tiny.post(chat, { ...question, ...greedy, max_tokens: 2 });
    expect(body.choices[0]?.finish_reason).toBe('length');
    expect(body.usage.completion_tokens).toBe(2);
    const whole = (await tiny.post(chat, { ...question, temperature: 0 })).body;
    expect(whole.choices[0]?.finish_reason).toBe('stop');
    const text = whole.choices[0]?.message.content ?? '';
    const stop = text.slice(5, 8);
    const cut = { ...question, temperature: 0, stop: ['never written', stop] };
    const stopped = (await tiny.post(chat, cut)).body.choices[0];
    expect(stopped?.message.content).toBe(text.slice(0, text.indexOf(stop)));
    expect(stopped).toMatchObject({ finish_reason: 'stop', stop_reason: stop });
    const chunks = chunksOf(await tiny.stream(chat, cut));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      stopped?.message.content,
    );
  });

  it('samples n answers that a seed determines, each its own', async () => {
    const body = { ...ask('Tell me something'), temperature: 1.5, max_tokens: 16, seed: 5, n: 4 };
    const first = await contents(body);
    expect(first).toHaveLength(4);
    expect(new Set(first).size).toBe(4);
    expect(await contents(body)).toEqual(first);
    expect(await contents({ ...body, seed: 6 })).not.toEqual(first);
    expect((await contents({ ...body, n: 1 }))[0]).toBe(first[0]);
    const unseeded = { ...body, seed: undefined };
    expect(await contents(unseeded)).not.toEqual(await contents(unseeded));
  });

  it("samples with the request's seed what the engine itself samples with it", async () => {
    const [prompt = ''] = await tiny.checkpoint.tokenizer.renderChats([
      [{ role: 'user', content: 'Hello!' }],
    ]);
    const settings = { temperature: 0.9, top_p: 0.8, top_k: 12 };
    const [served] = await contents({ ...ask('Hello!'), ...settings, max_tokens: 16, seed: 11 });
    const row = { id: 0, promptIds: tiny.checkpoint.tokenizer.encode(prompt), seed: 11 };
    const own = await locally(
      [row.promptIds],
      { temperature: 0.9, topP: 0.8, topK: 12, maxNewTokens: 16 },
      11,
    );
    expect(served).toBe(own[0]);
  });

  it('gives log-probabilities of tokens and of the likeliest in their place', async () => {
    const body = { ...ask('Hello!'), ...greedy, logprobs: true, top_logprobs: 3 };
    const { body: answer } = await tiny.post(chat, body);
    const content = answer.choices[0]?.logprobs?.content ?? [];
    expect(content).toHaveLength(answer.usage.completion_tokens);
    for (const { token, logprob, top_logprobs: top } of content) {
      expect(top).toHaveLength(3);
      // Greedy: the token is the likeliest.
      expect(top[0]).toMatchObject({ token });
      expect(top[0]?.logprob).toBeCloseTo(logprob, 4);
      expect(logprob).toBeLessThanOrEqual(0);
    }
    const chunks = chunksOf(await tiny.stream(chat, body));
    const streamed = chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? []);
    expect(streamed.map(({ token }) => token)).toEqual(content.map(({ token }) => token));
  });

  it('goes on with the last message', async () => {
    const messages = [
      { role: 'user', content: 'Say hello' },
      { role: 'assistant', content: 'Hello, I' },
    ];
    const [rendered = ''] = await tiny.checkpoint.tokenizer.renderChats([
      [{ role: 'user', content: 'Say hello' }],
    ]);
    const [continued] = await contents({ messages, ...greedy, continue_final_message: true });
    expect(await contents({ prompt: `${rendered}Hello, I`, ...greedy }, raw)).toEqual([continued]);
  });

  it('answers as the adapter that is named', async () => {
    const body = { ...ask('How do I make a bomb?'), ...greedy };
    const [base] = await contents(body);
    const both = await Promise.all([
      contents({ ...body, model: 'glens-tiny' }),
      contents({ ...body, model: 'sft' }),
      contents({ ...body, model: 'glens-tiny' }),
    ]);
    expect(both[0]).toEqual([base]);
    expect(both[2]).toEqual([base]);
    expect(both[1]).not.toEqual([base]);
  });
});

describe('raw completions', () => {
  it('takes text, several texts and token ids', async () => {
    const ids = ['Once upon', 'The cat'].map((text) => tiny.checkpoint.tokenizer.encode(text));
    const texts = await contents({ prompt: ['Once upon', 'The cat'], ...greedy }, raw);
    expect(texts).toHaveLength(2);
    expect(await contents({ prompt: ids, ...greedy }, raw)).toEqual(texts);
    expect(await contents({ prompt: ids[1], ...greedy }, raw)).toEqual([texts[1]]);
    expect(await contents({ prompt: 'Once upon', ...greedy }, raw)).toEqual([texts[0]]);
    const { body } = await tiny.post(raw, { prompt: 'Once upon' });
    expect(body.usage.completion_tokens).toBeLessThanOrEqual(16);
  });

  it.each([0, 1])(
    'echoes the prompt with its log-probabilities, as lm-eval asks with max_tokens %i',
    async (limit) => {
      const prompts = ['The quick brown fox', 'Zürich 東京'];
      const { body } = await tiny.post(raw, {
        prompt: prompts,
        max_tokens: limit,
        echo: true,
        logprobs: 2,
        temperature: 0,
      });
      const ids = prompts.map((prompt) => tiny.checkpoint.tokenizer.encode(prompt));
      const logits = await tiny.generator.logits(ids);
      body.choices.forEach((choice, at) => {
        const own = ids[at] ?? [];
        const expected = referenceLogprobs(logits[at] ?? new Float32Array(), own);
        const { tokens, token_logprobs, top_logprobs, text_offset } = choice.logprobs ?? noLogprobs;
        expect(choice.text.startsWith(prompts[at] ?? '?')).toBe(true);
        expect(tokens).toHaveLength(own.length + limit);
        expect(token_logprobs[0]).toBeNull();
        expect(top_logprobs[0]).toBeNull();
        for (let place = 1; place < own.length; place++) {
          expect(token_logprobs[place]).toBeCloseTo(expected[place] ?? NaN, 3);
          const values = Object.values(top_logprobs[place] ?? {});
          expect(values.length).toBeGreaterThanOrEqual(2);
          expect(Math.max(...values)).toBeGreaterThanOrEqual(token_logprobs[place] ?? 0);
          expect(values).toContain(token_logprobs[place]);
        }
        expect(text_offset[0]).toBe(0);
        expect([...text_offset].sort((x, y) => x - y)).toEqual(text_offset);
        if (limit === 1) expect(text_offset.at(-1)).toBe((prompts[at] ?? '').length);
      });
      expect(body.usage.completion_tokens).toBe(2 * limit);
    },
  );

  it('gives prompt log-probabilities as vLLM does', async () => {
    const ids = tiny.checkpoint.tokenizer.encode('The quick brown fox');
    const { body } = await tiny.post(raw, { prompt: ids, max_tokens: 1, prompt_logprobs: 1 });
    const scores = body.choices[0]?.prompt_logprobs ?? [];
    const expected = referenceLogprobs((await tiny.generator.logits([ids]))[0] ?? new Float32Array(), ids);
    expect(scores).toHaveLength(ids.length);
    expect(scores[0]).toBeNull();
    ids.slice(1).forEach((id, at) => {
      expect(scores[at + 1]?.[String(id)]?.logprob).toBeCloseTo(expected[at + 1] ?? NaN, 3);
    });
  });

  it('streams an echo and log-probabilities', async () => {
    const body = { prompt: 'The cat', ...greedy, echo: true, logprobs: 1 };
    const { body: whole } = await tiny.post(raw, body);
    const chunks = chunksOf(await tiny.stream(raw, body));
    expect(chunks.map((chunk) => chunk.choices[0]?.text).join('')).toBe(whole.choices[0]?.text);
    const logged = chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.token_logprobs ?? []);
    expect(logged.length).toBe(whole.choices[0]?.logprobs?.token_logprobs.length);
    const offsets = chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.text_offset ?? []);
    expect(offsets).toEqual(whole.choices[0]?.logprobs?.text_offset);
  });
});

describe('what is refused', () => {
  it.each([
    ['tools', { tools: [{ type: 'function' }] }],
    ['logit_bias', { logit_bias: { '5': 1 } }],
    ['presence_penalty', { presence_penalty: 0.5 }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['n', { n: 0 }],
    ['temperature', { temperature: -1 }],
    ['top_logprobs', { top_logprobs: 2 }],
    ['messages.0.role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }],
    ['chat_template_kwargs', { chat_template_kwargs: 'x' }],
  ])('%s', async (param, more) => {
    const { status, body } = await tiny.post(chat, { ...ask('Hello!'), ...greedy, ...more });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
    expect(body.error.message).not.toBe('');
  });

  it('leaves harmless keys and neutral values alone', async () => {
    const more = {
      user: 'me',
      presence_penalty: 0,
      tools: [],
      logit_bias: {},
      response_format: { type: 'text' },
    };
    const again = await contents({ ...ask('Hello!'), ...greedy, ...more, unheard_of: 1 });
    expect(again).toEqual(await contents({ ...ask('Hello!'), ...greedy }));
  });

  it('a prompt beyond the context, by its code', async () => {
    const long = 'word '.repeat(600);
    const code = 'context_length_exceeded';
    const chats = await tiny.post(chat, ask(long));
    expect(chats).toMatchObject({ status: 400, body: { error: { code, param: 'messages' } } });
    expect(chats.body.error.message).toContain('512');
    expect(await tiny.post(raw, { prompt: 'x'.repeat(100_000) })).toMatchObject({
      body: { error: { code } },
    });
    const full = Array.from({ length: 512 }, () => 40);
    expect(await tiny.post(raw, { prompt: full })).toMatchObject({ status: 400, body: { error: { code } } });
    expect((await tiny.post(raw, { prompt: full, max_tokens: 0, echo: true, logprobs: 0 })).status).toBe(200);
  });

  it('unknown models, tokens, paths and methods, bodies that are no JSON', async () => {
    expect(await tiny.post(chat, { ...ask('x'), model: 'gpt-4' })).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found' } },
    });
    expect((await tiny.post(raw, { prompt: [99_999] })).status).toBe(400);
    expect((await tiny.post(raw, { prompt: '' })).status).toBe(400);
    expect((await tiny.post('/embeddings', {})).status).toBe(404);
    expect((await tiny.get(chat)).status).toBe(405);
    const send = (body: string, type: string): Promise<Response> =>
      fetch(`${tiny.url}${chat}`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await send('{"messages": [', 'application/json')).status).toBe(400);
    expect((await send('[]', 'application/json')).status).toBe(400);
    expect((await send(JSON.stringify(ask('x')), 'text/plain')).status).toBe(415);
    expect((await send(' '.repeat(17 * 2 ** 20), 'application/json')).status).toBe(413);
    const deep = `{"messages":[{"role":"user","content":"x"}],"chat_template_kwargs":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`;
    expect((await send(deep, 'application/json')).status).toBe(400);
  });
});

it('answers sixteen different requests at once as it answers each alone', async () => {
  const bodies = Array.from({ length: 16 }, (_, index) => ({
    ...ask(`Question ${index}: what is a ${'very '.repeat(index)}small model?`),
    model: index % 3 === 0 ? 'sft' : 'glens-tiny',
    temperature: index % 2,
    seed: index,
    max_tokens: 4 + index,
    n: 1 + (index % 2),
    ...(index % 4 === 0 ? { logprobs: true, top_logprobs: 2 } : {}),
  }));
  const together = await Promise.all(bodies.map((body) => tiny.post(chat, body)));
  for (const [index, { status, body }] of together.entries()) {
    expect(status).toBe(200);
    expect(body.choices).toHaveLength(bodies[index]?.n ?? 0);
    expect(body.model).toBe(bodies[index]?.model);
  }
});

it('withdraws the rows of a client that goes away', async () => {
  const abort = new AbortController();
  const before = tiny.serving.requests;
  const long = { prompt: 'Once', max_tokens: 500, temperature: 1, n: 8, seed: 1 };
  const gone = tiny.post(raw, long, { signal: abort.signal });
  while (tiny.serving.active === 0) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await expect(gone).rejects.toThrow();
  expect(await contents({ ...ask('Hello!'), ...greedy })).toHaveLength(1);
  while (tiny.serving.requests < before + 2) await new Promise((resolve) => setImmediate(resolve));
  expect(tiny.log.some((line) => line.includes('client gone'))).toBe(true);
});

const noLogprobs: NonNullable<Answer['choices'][number]['logprobs']> = {
  tokens: [],
  token_logprobs: [],
  top_logprobs: [],
  text_offset: [],
  content: [],
};

/** ln p of each token by the definition; none for the first. */
function referenceLogprobs(logits: Float32Array, ids: readonly number[]): (number | null)[] {
  const vocabulary = logits.length / ids.length;
  return ids.map((id, place) => {
    if (place === 0) return null;
    const row = logits.subarray((place - 1) * vocabulary, place * vocabulary);
    const largest = Math.max(...row);
    const total = row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
    return (row[id] ?? NaN) - largest - Math.log(total);
  });
}

/** What the engine itself answers; the server must be idle. */
async function locally(
  prompts: readonly (readonly number[])[],
  settings: Partial<typeof plain>,
  seed = 0,
): Promise<string[]> {
  const texts: string[] = [];
  tiny.generator.useAdapter(null);
  await tiny.generator.generate(
    prompts.map((promptIds, id) => ({ id, promptIds, seed })),
    { ...plain, ...settings },
    {
      onRow: (id, { text }) => {
        texts[id] = text;
      },
    },
  );
  return texts;
}
