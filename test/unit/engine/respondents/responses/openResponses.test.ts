import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openResponses } from '../../../../../src/engine/respondents/responses/openResponses';
import type { Respondent } from '../../../../../src/engine/respondents/respondent';
import type { ChatMessage } from '../../../../../src/protocol/generation';
import { scratchFolder } from '../../../../support/scratch';
import { collect, user } from '../collect';

const path = join(scratchFolder(), 'answers.jsonl');

function open(...lines: (object | string)[]): Promise<Respondent> {
  writeFileSync(
    path,
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
  return openResponses({ kind: 'responses', path });
}

describe('a file of answers', () => {
  it('answers by prompt', async () => {
    const respondent = await open(
      { prompt: 'One?', response: 'one', finish_reason: 'length' },
      '',
      {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Two\r\nlines?\n' },
        ],
        response: '<think>hm</think>two',
      },
      { prompt: [{ role: 'user', content: 'Three?' }], response: 'three', reasoning: 'hm' },
    );
    const { answers, missing, calls } = await collect(respondent, [
      ' Two\nlines?',
      'Three?',
      'Four?',
      { id: 3, asked: { prompt: 'One?' }, seed: 0 },
      {
        id: 4,
        asked: {
          messages: [
            { role: 'system', content: 'x' },
            { role: 'user', content: 'One?' },
          ],
        },
        seed: 0,
        sample: 0,
      },
    ]);
    expect(calls()).toBe(5);
    expect(answers.get(0)).toEqual({
      prompt: null,
      text: '<think>hm</think>two',
      reasoning: 'hm',
      answer: 'two',
      finishReason: null,
      tokenIds: null,
      logprobs: null,
      usage: null,
      milliseconds: 0,
    });
    expect(answers.get(1)).toMatchObject({ text: 'three', reasoning: 'hm', answer: 'three' });
    expect(answers.get(3)).toMatchObject({ text: 'one', finishReason: 'length' });
    expect(answers.get(4)?.text).toBe('one');
    expect([...missing]).toEqual([[2, 'No response to this prompt in answers.jsonl.']]);
  });

  it('knows its rows and its hash', async () => {
    const respondent = await open({ prompt: 'a', response: 'b' }, { prompt: 'c', response: 'd' });
    const text = '{"prompt":"a","response":"b"}\n{"prompt":"c","response":"d"}';
    expect(await respondent.facts()).toEqual({
      kind: 'responses',
      name: 'answers.jsonl',
      path,
      rows: 2,
      fingerprint: createHash('sha256').update(text).digest('hex'),
    });
    expect([respondent.score, respondent.local]).toEqual([null, null]);
  });

  it.each([
    [{ response: 'r', completion: 'c', output: 'o', answer: 'a', text: 't' }, 'r'],
    [{ text: 't', answer: 'a', output: 'o', completion: 'c' }, 'c'],
    [{ text: 't', answer: 'a', output: 'o' }, 'o'],
    [{ text: 't', answer: 'a' }, 'a'],
    [{ text: 't' }, 't'],
  ])('takes %j for %s', async (row, text) => {
    const { answers } = await collect(await open({ prompt: 'p', ...row }), ['p']);
    expect(answers.get(0)?.text).toBe(text);
  });

  it('has an empty answer where the file says so, and none where a filter held it back', async () => {
    const respondent = await open(
      { prompt: 'a', response: '', finish_reason: 'stop' },
      { prompt: 'b', response: '', finish_reason: 'content_filter' },
    );
    const { answers, missing } = await collect(respondent, ['a', 'b']);
    expect(answers.get(0)).toMatchObject({ text: '', answer: '', finishReason: 'stop' });
    expect(missing.get(1)).toBe('A content filter held the response back (answers.jsonl, line 2).');
  });
});

describe('a conversation', () => {
  it('is answered by all of its turns, system prompts left out; else by what its user said last', async () => {
    const turns = (one: string) => [
      { role: 'user', content: one },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: 'And?' },
    ];
    const respondent = await open(
      { messages: [...turns('One?'), { role: 'assistant', content: 'ignored' }], response: 'one' },
      { prompt: [{ role: 'system', content: 'x' }, ...turns('Two?')], response: 'two' },
    );
    const asked = (one: string) => ({
      messages: [{ role: 'system', content: 'y' }, ...turns(one)] as ChatMessage[],
    });
    const { answers, missing } = await collect(respondent, [
      { id: 0, asked: asked('Two?'), seed: 0, sample: 0 },
      { id: 1, asked: asked('One?'), seed: 0, sample: 0 },
      { id: 2, asked: { messages: [{ role: 'user', content: 'And?' }], prefill: 'Sure' }, seed: 0 },
    ]);
    expect([answers.get(0)?.text, answers.get(1)?.text]).toEqual(['two', 'one']);
    expect(missing.get(2)).toMatch(/cannot be begun/);
  });
});

describe('several responses to a prompt', () => {
  const rows = ['x', 'y', 'z'].map((response) => ({ prompt: 'p', response }));

  it('are taken in their order', async () => {
    const { answers, missing } = await collect(await open(...rows), ['p', 'p', 'p', 'p']);
    expect([...answers.values()].map(({ text }) => text)).toEqual(['x', 'y', 'z']);
    expect([...missing]).toEqual([[3, 'No response to this prompt in answers.jsonl for sample 3.']]);
  });

  it('are taken by the sample that a question names, whatever was asked before', async () => {
    const { answers } = await collect(await open(...rows), [
      user(0, 'p', { sample: 2 }),
      user(1, 'p', { sample: 0 }),
      user(2, 'p', { sample: 0 }),
    ]);
    expect([...answers.values()].map(({ text }) => text)).toEqual(['z', 'x', 'x']);
  });

  it('are numbered by the file where it says so', async () => {
    const respondent = await open(
      { prompt: 'p', response: 'second', sample: 1 },
      { prompt: 'p', response: 'free' },
      { prompt: 'p', response: 'fourth', sample: 3 },
    );
    const { answers, missing } = await collect(respondent, ['p', 'p', 'p', 'p']);
    expect([...answers].map(([id, { text }]) => [id, text])).toEqual([
      [0, 'free'],
      [1, 'second'],
      [3, 'fourth'],
    ]);
    expect([...missing.keys()]).toEqual([2]);
  });
});

describe('a broken file', () => {
  const good = { prompt: 'a', response: 'b' };
  it.each([
    [[good, '{"prompt"'], /answers\.jsonl: line 2 is not JSON/u],
    [[good, '', '[1]'], /line 3 has a wrong shape/u],
    [[{ response: 'b' }], /line 1 has no "prompt"/u],
    [[{ messages: [{ role: 'system', content: 'x' }], response: 'b' }], /line 1 has no "prompt"/u],
    [[{ prompt: 7, response: 'b' }], /line 1 has a wrong "prompt"/u],
    [[{ prompt: 'a' }], /line 1 has no response \(response, completion/u],
    [[{ prompt: 'a', response: null, completion: 'c' }], /line 1 has a "response" that is no text/u],
    [[{ ...good, sample: -1 }], /line 1 has a wrong "sample"/u],
    [
      [
        { ...good, sample: 0 },
        { ...good, sample: 0 },
      ],
      /Both line 1 of answers\.jsonl and line 2 of answers\.jsonl are sample 0/u,
    ],
    [['', ' '], /has no rows/u],
    [[`{"prompt":"${'x'.repeat(8_000_001)}"}`], /line 1 has 8000014 bytes/u],
  ])('%j', async (lines, message) => {
    await expect(open(...lines)).rejects.toMatchObject({
      code: 'datasetInvalid',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is one that is not UTF-8, or not there', async () => {
    writeFileSync(path, Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(openResponses({ kind: 'responses', path })).rejects.toThrow(/line 1 is not UTF-8/u);
    const nowhere = openResponses({ kind: 'responses', path: `${path}.nowhere` });
    await expect(nowhere).rejects.toMatchObject({ code: 'datasetInvalid' });
  });
});
