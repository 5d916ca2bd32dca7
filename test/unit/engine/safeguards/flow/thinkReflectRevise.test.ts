// Three stages around a respondent whose words a test decides, and around a checkpoint.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../../../src/protocol/generation';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { GeneratorPool } from '../../../../../src/engine/generation/generatorPool';
import { loadGenerator } from '../../../../../src/engine/generation/loadGenerator';
import { respondentOpener } from '../../../../../src/engine/respondents/openRespondent';
import type { Respondent } from '../../../../../src/engine/respondents/respondent';
import { safeguarded } from '../../../../../src/engine/safeguards/flow/flowSafeguards';
import {
  reflectionRequest,
  revisionRequest,
} from '../../../../../src/engine/safeguards/flow/reflectionTexts';
import { fakeRespondent, type Reply } from '../../../../support/fakeRespondent';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { collect, user } from '../../respondents/collect';

const ref = { kind: 'checkpoint', path: '/model' } as const;
const flow = (inner: Respondent, options = {}) => safeguarded(inner, { id: 'think-reflect-revise', options });

/** By stage, as the last message of the chat tells it. */
function staged(reply: (stage: number, prompt: string) => Reply) {
  return fakeRespondent(ref, (asked) => {
    const messages = 'messages' in asked ? asked.messages : [];
    const last = messages.at(-1)?.content;
    const stage = last === revisionRequest ? 2 : last === reflectionRequest ? 1 : 0;
    return reply(stage, messages[0]?.content ?? '');
  });
}

describe('the three stages', () => {
  test('each sees what came before, and the last one is the answer', async () => {
    const inner = staged((stage, prompt) => `${['draft', 'review', 'final'][stage] ?? ''} of ${prompt}`);
    const { answers, missing, calls } = await collect(flow(inner), ['a', 'b']);
    expect([missing.size, calls()]).toEqual([0, 2]);
    expect(answers.get(1)).toMatchObject({
      text: '[draft]\ndraft of b\n\n[reflection]\nreview of b\n\n[revision]\nfinal of b',
      reasoning: '[draft]\ndraft of b\n\n[reflection]\nreview of b',
      answer: 'final of b',
      finishReason: 'stop',
      milliseconds: 3,
      ...{ prompt: null, tokenIds: null, logprobs: null, usage: null },
    } satisfies Partial<Answer>);
    expect(inner.calls.map(({ questions }) => questions[0]?.asked)).toEqual([
      { messages: [{ role: 'user', content: 'a' }] },
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'draft of a' },
          { role: 'user', content: reflectionRequest },
        ],
      },
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'draft of a' },
          { role: 'user', content: reflectionRequest },
          { role: 'assistant', content: 'review of a' },
          { role: 'user', content: revisionRequest },
        ],
      },
    ]);
  });

  test('the draft has the seed of the question; the others have seeds of their own', async () => {
    const inner = staged(() => 'x');
    await collect(flow(inner), [user(0, 'a', { seed: 7, sample: 3 }), user(1, 'b', { seed: 8 })]);
    const seeds = inner.calls.map(({ questions }) => questions.map(({ seed }) => seed));
    expect(seeds[0]).toEqual([7, 8]);
    expect(new Set(seeds.flat()).size).toBe(6);
    expect(inner.calls.every(({ questions }) => questions[0]?.sample === 3)).toBe(true);
    await collect(flow(inner), [user(0, 'a', { seed: 7 })]);
    expect(inner.calls.slice(3).map(({ questions }) => questions[0]?.seed)).toEqual(
      seeds.map(([seed]) => seed),
    );
  });

  test('limits: the reflection has its own, and no stop strings', async () => {
    const inner = staged(() => 'x');
    const settings = {
      maxNewTokens: 9,
      stop: ['\n'],
      generationConfig: { except: ['temperature'] },
    } as const;
    await collect(flow(inner, { reflectionTokens: 5 }), ['a'], settings);
    expect(inner.calls.map((call) => call.settings.maxNewTokens)).toEqual([9, 5, 9]);
    expect(inner.calls.map((call) => call.settings.stop)).toEqual([['\n'], [], ['\n']]);
    expect(inner.calls[1]?.settings.generationConfig?.except).toEqual(['temperature', 'maxNewTokens']);
  });

  test('a batch goes through all stages before the next begins', async () => {
    const inner = staged(() => 'x');
    const { answers } = await collect(flow(inner), ['a', 'b', 'c'], { batchSize: 2 });
    expect(answers.size).toBe(3);
    expect(inner.calls.map(({ questions }) => questions.length)).toEqual([2, 2, 2, 1, 1, 1]);
  });

  test.each([0, 1, 2])('what fails at stage %i is missing, with the stage; the others go on', async (at) => {
    const inner = staged((stage, prompt) => (stage === at && prompt === 'a' ? { missing: 'too long' } : 'x'));
    const { answers, missing } = await collect(flow(inner), ['a', 'b']);
    expect([...answers.keys()]).toEqual([1]);
    expect(missing.get(0)).toBe(`At the ${['draft', 'reflection', 'revision'][at] ?? ''}: too long`);
  });

  test('a beginning of the answer belongs to the draft', async () => {
    const inner = staged(() => ' it is.');
    const asked = { messages: [{ role: 'user', content: 'a' }], prefill: 'Sure,' } as const;
    await collect(flow(inner), [{ id: 0, asked, seed: 1 }]);
    expect(inner.calls[0]?.questions[0]?.asked).toEqual(asked);
    const reviewed = inner.calls[1]?.questions[0]?.asked;
    expect(reviewed).not.toHaveProperty('prefill');
    expect(reviewed).toMatchObject({ messages: [{}, { content: 'Sure, it is.' }, {}] });
  });

  test('reasoning of a stage stays out of the chat, that of the revision out of the answer', async () => {
    const inner = staged((stage) => `<think>t${stage}</think>s${stage}`);
    const { answers } = await collect(flow(inner), ['a']);
    const { answer, reasoning } = answers.get(0) ?? {};
    expect(answer).toBe('s2');
    expect(reasoning).toContain('t2');
    expect(inner.calls[2]?.questions[0]?.asked).toMatchObject({
      messages: [{}, { content: 's0' }, {}, { content: 's1' }, {}],
    });
  });

  test('a prompt without turns is refused, with the reason', async () => {
    const { missing } = await collect(flow(staged(() => 'x')), [
      { id: 0, asked: { prompt: 'raw' }, seed: 1 },
    ]);
    expect(missing.get(0)).toContain('without turns');
  });

  test('neither scores nor states are claimed; disposing goes through; wrong options are errors', async () => {
    const inner = staged(() => 'x');
    const wrapped = flow(inner);
    expect([wrapped.score, wrapped.local, wrapped.ref]).toEqual([null, null, ref]);
    expect((await wrapped.facts()).name).toBe('fake+think-reflect-revise');
    await wrapped.dispose();
    expect(inner.disposed).toBe(true);
    expect(() => flow(inner, { reflectionTokens: 0 })).toThrow(/reflectionTokens/);
  });
});

test('around a checkpoint: the draft is what it answers alone, and tokens are those of all stages', async () => {
  const scratch = scratchFolder();
  const folders = { cacheFolder: join(scratch, 'cache'), scratchFolder: join(scratch, 'scratch') };
  const generators = new GeneratorPool((one) => loadGenerator(one, { executionProvider: 'cpu' }), null);
  const open = respondentOpener({
    open: (one) => openCheckpoint(one, folders),
    generators,
    keyFor: () => Promise.resolve(null),
  });
  const plain = { kind: 'checkpoint', path: checkpointPath('llama') } as const;
  const safe = {
    ...plain,
    safeguard: { id: 'think-reflect-revise', options: { reflectionTokens: 3 } },
  } as const;
  const [alone, around] = [await open(plain), await open(safe)];
  const settings = { maxNewTokens: 4, temperature: 1 };
  const [first, second] = [
    await collect(alone, ['Hello'], settings),
    await collect(around, ['Hello'], settings),
  ];
  const answer = second.answers.get(0);
  expect(second.missing).toEqual(new Map());
  expect(answer?.text.startsWith(`[draft]\n${first.answers.get(0)?.text ?? '?'}\n\n[reflection]`)).toBe(true);
  expect(answer?.usage?.completionTokens).toBeGreaterThan(4);
  expect(answer?.usage?.completionTokens).toBeLessThanOrEqual(11);
  await alone.dispose();
  await around.dispose();
});
