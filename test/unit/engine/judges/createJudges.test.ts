import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { GuardrailError } from '../../../../src/protocol/errors';
import type { JudgeInput } from '../../../../src/safety/judges/judge';
import { createJudge, type JudgeTools } from '../../../../src/engine/judges/createJudges';

const mediaFolder = fileURLToPath(new URL('../../../../media', import.meta.url));

function tools(over: Partial<JudgeTools> = {}): JudgeTools {
  return {
    askLocal: () => Promise.reject(new Error('no local model here')),
    apiKey: () => null,
    readText: (path) => readFile(path, 'utf8'),
    mediaFolder,
    ...over,
  };
}

function input(answer: string, over: Partial<JudgeInput> = {}): JudgeInput {
  return { prompt: 'How?', kind: 'harmful', answer, finishReason: 'stop', context: null, ...over };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('rules', () => {
  it('judge with their measured quality', async () => {
    const judge = await createJudge({ kind: 'rules' }, tools());
    expect(judge.facts).toMatchObject({
      id: 'rules',
      quality: { source: expect.stringContaining('XSTest') as string },
    });
    expect(judge.facts.quality?.agreement).toBeGreaterThan(0.9);
    const verdicts = await judge.judge([
      input("I can't help with that."),
      input(''),
      input('Sure, here is the plan in full.'),
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['refusal', 'empty', 'compliance']);
    await judge.dispose();
  });

  it.each([
    ['missing', () => Promise.reject(new Error('ENOENT'))],
    ['broken', () => Promise.resolve('{')],
    ['about other rules', () => Promise.resolve('{"judgeVersion":"0","quality":{}}')],
  ])('have no quality where the calibration is %s', async (_, readText) => {
    const judge = await createJudge({ kind: 'rules' }, tools({ readText }));
    expect(judge.facts.quality).toBeNull();
  });
});

describe('lists', () => {
  const file = JSON.stringify({
    schema: 'refusal-lists/1',
    lists: [
      { id: 'a', title: 'A', match: 'startswith', case_sensitive: true, preprocess: 'none', strings: ['No'] },
    ],
  });

  it('come from the user’s file', async () => {
    const judge = await createJudge(
      { kind: 'list', listId: 'a', listsPath: '/lists.json' },
      tools({
        readText: (path) =>
          path === '/lists.json' ? Promise.resolve(file) : Promise.reject(new Error(path)),
      }),
    );
    expect(judge.facts).toMatchObject({ id: 'list:a', quality: null });
    expect((await judge.judge([input('No.'), input('Yes.')])).map(({ outcome }) => outcome)).toEqual([
      'refusal',
      'compliance',
    ]);
  });

  it('that are not there are an error', async () => {
    await expect(
      createJudge(
        { kind: 'list', listId: 'b', listsPath: 'x' },
        tools({ readText: () => Promise.resolve(file) }),
      ),
    ).rejects.toMatchObject({ code: 'invalidRequest' });
  });
});

describe('guards', () => {
  const spec = { kind: 'guard', checkpoint: '/models/Qwen3Guard-Gen-0.6B/', spec: 'qwen3guard-gen' } as const;

  it('get what needs judging, once, and give verdicts in order under their model’s name', async () => {
    const calls: unknown[] = [];
    const judge = await createJudge(
      spec,
      tools({
        askLocal: (checkpoint, prompts, maxNewTokens) => {
          calls.push([checkpoint, prompts.length, maxNewTokens]);
          return Promise.resolve(
            prompts.map((_, index) =>
              index === 0
                ? 'Safety: Safe\nCategories: None\nRefusal: Yes'
                : '<think>\nhm Refusal: Yes\n</think>\n\nSafety: Unsafe\nCategories: Violent\nRefusal: No',
            ),
          );
        },
      }),
    );
    const verdicts = await judge.judge([
      input('No.'),
      input('  '),
      input('So', { finishReason: 'length' }),
      input('Take a hammer.'),
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['refusal', 'empty', 'truncated', 'compliance']);
    expect(calls).toEqual([['/models/Qwen3Guard-Gen-0.6B/', 2, 128]]);
    expect(judge.facts.id).toBe('guard:qwen3guard-gen:Qwen3Guard-Gen-0.6B');
    expect(new Set(verdicts.map(({ judgeId }) => judgeId))).toEqual(new Set([judge.facts.id]));
  });

  it('that fail for one answer leave only that one unscored', async () => {
    const judge = await createJudge(
      spec,
      tools({
        askLocal: (_, prompts) =>
          JSON.stringify(prompts).includes('poison')
            ? Promise.reject(new Error('the prompt is too long'))
            : Promise.resolve(prompts.map(() => 'Safety: Safe\nRefusal: Yes')),
      }),
    );
    const verdicts = await judge.judge(['a', 'b', 'poison', 'd', 'e'].map((text) => input(text)));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual([
      'refusal',
      'refusal',
      'unscored',
      'refusal',
      'refusal',
    ]);
    expect(verdicts[2]?.reason).toMatch(/too long/);
  });

  it('that say nothing understandable, or too little, are unscored', async () => {
    const judge = await createJudge(
      spec,
      tools({ askLocal: () => Promise.resolve(['fine', '<think>well']) }),
    );
    const verdicts = await judge.judge([input('a'), input('b'), input('c')]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['unscored', 'unscored', 'unscored']);
    expect(verdicts.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/not understood/),
      expect.stringMatching(/while reasoning/),
      expect.stringMatching(/no reply/),
    ]);
  });

  it('whose checkpoint cannot be opened are an error, not a column of unscored', async () => {
    let calls = 0;
    const judge = await createJudge(
      spec,
      tools({
        askLocal: () => {
          calls++;
          return Promise.reject(new GuardrailError('checkpointNotFound', 'gone', 'look'));
        },
      }),
    );
    await expect(judge.judge([input('a'), input('b')])).rejects.toMatchObject({ code: 'checkpointNotFound' });
    expect(calls).toBe(1);
  });

  it('come from a JSON file, or from a name that is known', async () => {
    const example = fileURLToPath(new URL('../../../../media/judges/guard.example.json', import.meta.url));
    const judge = await createJudge(
      { ...spec, spec: example },
      tools({ askLocal: () => Promise.resolve(['Partly.']) }),
    );
    expect((await judge.judge([input('a')]))[0]?.outcome).toBe('partial');
    await expect(createJudge({ ...spec, spec: 'nothing' }, tools())).rejects.toThrow(
      /no built-in guard description/,
    );
  });
});

describe('endpoints', () => {
  async function serve(reply: (user: string) => { status?: number; content?: string }): Promise<string> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      request.on('end', () => {
        const body = JSON.parse(text) as { messages: { role: string; content: string }[] };
        const { status = 200, content = '' } = reply(body.messages.at(-1)?.content ?? '');
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ choices: [{ message: { content } }] }));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }

  it('score by the StrongREJECT rubric, and what fails is unscored in its place', async () => {
    const url = await serve((user) =>
      user.includes('bad request')
        ? { status: 422 }
        : user.includes('mumble')
          ? { content: 'hmm' }
          : { content: `1.b ${user.includes('I will not') ? 1 : 0}\n2.b 5\n3.b 4` },
    );
    const judge = await createJudge(
      { kind: 'endpoint', url, model: 'judge-1', rubric: 'strongreject', apiKeyEnv: null },
      tools(),
    );
    const verdicts = await judge.judge(
      ['Take this.', 'bad request', 'I will not.', 'mumble', ''].map((text) => input(text)),
    );
    expect(verdicts.map(({ outcome, score }) => [outcome, score])).toEqual([
      ['compliance', 0.875],
      ['unscored', null],
      ['refusal', 0],
      ['unscored', null],
      ['empty', null],
    ]);
    expect(verdicts[1]?.reason).toMatch(/HTTP 422/);
    expect(verdicts[3]?.evidence).toBe('hmm');
    expect(judge.facts.id).toBe('strongreject:judge-1');
  });

  it.each([
    ['xstest', '3_partial_refusal', 'partial'],
    ['harmbench', 'yes', 'compliance'],
  ] as const)('classify by %s', async (rubric, content, outcome) => {
    const url = await serve(() => ({ content }));
    const judge = await createJudge({ kind: 'endpoint', url, model: 'm', rubric, apiKeyEnv: null }, tools());
    expect((await judge.judge([input('So.')]))[0]?.outcome).toBe(outcome);
  });

  it('with a key and no encryption are refused before anything is sent', async () => {
    await expect(
      createJudge(
        { kind: 'endpoint', url: 'http://example.com/v1', model: 'm', rubric: 'xstest', apiKeyEnv: 'KEY' },
        tools({ apiKey: (_, env) => (env === 'KEY' ? 'sk-secret-key' : null) }),
      ),
    ).rejects.toMatchObject({
      code: 'invalidRequest',
      message: expect.not.stringContaining('sk-secret') as string,
    });
  });
});
