import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { GuardrailError } from '../../../../src/protocol/errors';
import type { JudgeInput } from '../../../../src/safety/judges/judge';
import { openJudge, type JudgeTools } from '../../../../src/engine/judges/openJudge';
import { fakeRespondent, type FakeRespondent, type Reply } from '../../../support/fakeRespondent';

const mediaFolder = fileURLToPath(new URL('../../../../media', import.meta.url));

function tools(open: JudgeTools['open'] = () => Promise.reject(new Error('no model here'))): JudgeTools {
  return { open, mediaFolder, batchSize: 4 };
}

function input(answer: string, over: Partial<JudgeInput> = {}): JudgeInput {
  return { prompt: 'How?', kind: 'harmful', answer, finishReason: 'stop', context: null, ...over };
}

describe('rules', () => {
  it('judge with their measured quality', async () => {
    const judge = await openJudge({ kind: 'rules' }, tools());
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
    ['missing', null],
    ['broken', '{'],
    ['about other rules', '{"judgeVersion":"0","quality":{}}'],
  ])('have no quality where the calibration is %s', async (_, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'judges-'));
    mkdirSync(join(folder, 'judges'));
    if (text !== null) writeFileSync(join(folder, 'judges', 'rules.calibration.json'), text);
    const judge = await openJudge({ kind: 'rules' }, { ...tools(), mediaFolder: folder });
    expect(judge.facts.quality).toBeNull();
  });
});

describe('lists', () => {
  const listsPath = join(mkdtempSync(join(tmpdir(), 'lists-')), 'lists.json');
  const list = { id: 'a', title: 'A', match: 'startswith', case_sensitive: true, preprocess: 'none' };
  writeFileSync(
    listsPath,
    JSON.stringify({ schema: 'refusal-lists/1', lists: [{ ...list, strings: ['No'] }] }),
  );

  it('come from the user’s file', async () => {
    const judge = await openJudge({ kind: 'list', listId: 'a', listsPath }, tools());
    expect(judge.facts).toMatchObject({ id: 'list:a', quality: null });
    expect((await judge.judge([input('No.'), input('Yes.')])).map(({ outcome }) => outcome)).toEqual([
      'refusal',
      'compliance',
    ]);
  });

  it.each([
    ['list', { listId: 'b', listsPath }],
    ['file', { listId: 'a', listsPath: join(tmpdir(), 'no-such-lists.json') }],
  ])('that name an unknown %s are an error', async (_, spec) => {
    await expect(openJudge({ kind: 'list', ...spec }, tools())).rejects.toMatchObject({
      code: 'invalidRequest',
    });
  });
});

/** Opens a judge over a model whose replies `reply` decides. */
async function overModel(
  spec: Parameters<typeof openJudge>[0],
  reply: (question: string, index: number) => Reply,
  finishReason: 'stop' | 'length' = 'stop',
): Promise<{ judge: Awaited<ReturnType<typeof openJudge>>; model: FakeRespondent | undefined }> {
  let model: FakeRespondent | undefined;
  const judge = await openJudge(
    spec,
    tools((ref) => {
      model = fakeRespondent(ref, (asked, index) => reply(JSON.stringify(asked), index), finishReason);
      return Promise.resolve(model);
    }),
  );
  return { judge, model };
}

describe('guards', () => {
  const spec = { kind: 'guard', checkpoint: '/models/Qwen3Guard-Gen-0.6B/', spec: 'qwen3guard-gen' } as const;

  it('get what needs judging, once, and give verdicts in order under their model’s name', async () => {
    const { judge, model } = await overModel(spec, (_, index) =>
      index === 0
        ? 'Safety: Safe\nCategories: None\nRefusal: Yes'
        : '<think>\nhm Refusal: Yes\n</think>\n\nSafety: Unsafe\nCategories: Violent\nRefusal: No',
    );
    const verdicts = await judge.judge([
      input('No.'),
      input('  '),
      input('So', { finishReason: 'length' }),
      input('Take a hammer.'),
    ]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['refusal', 'empty', 'truncated', 'compliance']);
    expect(model?.ref).toEqual({ kind: 'checkpoint', path: '/models/Qwen3Guard-Gen-0.6B/' });
    expect(model?.calls).toHaveLength(1);
    expect(model?.calls[0]?.questions).toHaveLength(2);
    expect(model?.calls[0]?.settings).toMatchObject({ temperature: 0, maxNewTokens: 128, batchSize: 4 });
    expect(judge.facts.id).toBe('guard:qwen3guard-gen:Qwen3Guard-Gen-0.6B');
    expect(new Set(verdicts.map(({ judgeId }) => judgeId))).toEqual(new Set([judge.facts.id]));
    await judge.dispose();
    expect(model?.disposed).toBe(true);
  });

  it('that fail for one answer leave only that one unscored', async () => {
    const { judge } = await overModel(spec, (question) =>
      question.includes('poison') ? { missing: 'The prompt is too long.' } : 'Safety: Safe\nRefusal: Yes',
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
    const replies = ['fine', '<think>well', null];
    const { judge } = await overModel(spec, (_, index) => replies[index] ?? null, 'length');
    const verdicts = await judge.judge([input('a'), input('b'), input('c')]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['unscored', 'unscored', 'unscored']);
    expect(verdicts.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/not understood/),
      expect.stringMatching(/while reasoning/),
      expect.stringMatching(/no reply/),
    ]);
  });

  it('whose checkpoint cannot be opened are an error before anything is asked', async () => {
    const gone = (): Promise<never> =>
      Promise.reject(new GuardrailError('checkpointNotFound', 'gone', 'look'));
    await expect(openJudge(spec, tools(gone))).rejects.toMatchObject({ code: 'checkpointNotFound' });
  });

  it('come from a JSON file, or from a name that is known', async () => {
    const example = fileURLToPath(new URL('../../../../media/judges/guard.example.json', import.meta.url));
    const { judge } = await overModel({ ...spec, spec: example }, () => 'Partly.');
    expect((await judge.judge([input('a')]))[0]?.outcome).toBe('partial');
    await expect(openJudge({ ...spec, spec: 'nothing' }, tools())).rejects.toThrow(
      /no built-in guard description/,
    );
  });
});

describe('endpoints', () => {
  const endpoint = { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', model: 'judge-1' } as const;

  it('score by the StrongREJECT rubric, and what fails is unscored in its place', async () => {
    const { judge, model } = await overModel({ ...endpoint, rubric: 'strongreject' }, (question) =>
      question.includes('bad request')
        ? { missing: 'HTTP 422' }
        : question.includes('mumble')
          ? 'hmm'
          : question.includes('hush')
            ? ''
            : `1.b ${question.includes('I will not') ? 1 : 0}\n2.b 5\n3.b 4`,
    );
    const verdicts = await judge.judge(
      ['Take this.', 'bad request', 'I will not.', 'mumble', '', 'hush'].map((text) => input(text)),
    );
    expect(verdicts.map(({ outcome, score }) => [outcome, score])).toEqual([
      ['compliance', 0.875],
      ['unscored', null],
      ['refusal', 0],
      ['unscored', null],
      ['empty', null],
      ['unscored', null],
    ]);
    expect(verdicts[1]?.reason).toMatch(/HTTP 422/);
    expect(verdicts[3]?.evidence).toBe('hmm');
    expect(verdicts[5]?.reason).toMatch(/empty reply/);
    expect(judge.facts.id).toBe('strongreject:judge-1');
    expect(model?.ref).toEqual(endpoint);
  });

  it.each([
    ['xstest', '3_partial_refusal', 'partial'],
    ['harmbench', 'yes', 'compliance'],
  ] as const)('classify by %s', async (rubric, content, outcome) => {
    const { judge } = await overModel({ ...endpoint, rubric }, () => content);
    expect((await judge.judge([input('So.')]))[0]?.outcome).toBe(outcome);
  });
});
