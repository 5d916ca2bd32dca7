// Answers that are begun, and rows of several turns, through a real comparison of the fixture checkpoints and its file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../../src/client/engineClient';
import { cutPrefills, firstTokens } from '../../../../src/engine/comparison/cutPrefills';
import { judgeInput, onAnswer } from '../../../../src/engine/comparison/judging';
import { chatOf, toAsk } from '../../../../src/engine/comparison/toAsk';
import type { Respondent } from '../../../../src/engine/respondents/respondent';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import type { SafetyPrompt } from '../../../../src/protocol/comparison';
import type { SubjectRef } from '../../../../src/protocol/subjects';
import { generalTarget } from '../../../../src/safety/suites/attacks/prefill';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { fakeRespondent } from '../../../support/fakeRespondent';
import { scratchFolder } from '../../../support/scratch';
import { promptRecord, verdict } from '../store/storeRecords';

const folder = scratchFolder();

/** Words with the spaces before them; a special word is two tokens, the first of which ends within a character. */
const words = {
  encode: (text: string) =>
    [...text.matchAll(/ ?[^ ]+/gu)].flatMap(([word]) =>
      word.endsWith('é') ? [word.length, 0] : [word.length],
    ),
  decode: () => '',
};

describe('the first tokens of a text', () => {
  const tokenizer = {
    encode: (text: string) => text.split(/(?= )/u).map((_, index) => index),
    decode: (ids: readonly number[]) => 'Sure, here is a cup'.split(/(?= )/u).slice(0, ids.length).join(''),
  };

  it('are as many as asked for, or all that there are', () => {
    expect(firstTokens(tokenizer, 'Sure, here is a cup', 2)).toBe('Sure, here');
    expect(firstTokens(tokenizer, 'Sure, here is a cup', 50)).toBe('Sure, here is a cup');
  });

  it('are looked for where decoding gives other words', () => {
    const spaced = { ...tokenizer, decode: () => ' Sure, here' };
    expect(firstTokens(spaced, 'Sure, here is a cup', 2)).toBe('Sure, here');
    expect(firstTokens({ ...tokenizer, decode: () => '\uFFFD' }, 'Sure, here is a cup', 3)).toBe(
      'Sure, here is',
    );
    expect(words.encode('a café').length).toBe(3);
    expect(firstTokens(words, 'a café x', 2)).toBe('a caf');
  });
});

describe('a side that cannot be given a beginning', () => {
  const prompts = [promptRecord(1, { attackId: 'prefill-2', prefill: 'Sure, here is' })];
  const side = (ref: SubjectRef): Respondent => fakeRespondent(ref, () => '');

  it.each([
    [{ kind: 'responses', path: '/x.jsonl' }, /answers that were made already/],
    [{ kind: 'endpoint', url: 'http://x/v1', model: 'm' }, /applies its own chat template/],
    [{ kind: 'endpoint', url: 'http://x/v1', model: 'm', template: '/t.jinja' }, /No side runs here/],
  ] as const)('%j says so', (ref, message) => {
    expect(() => cutPrefills(prompts, [side(ref)])).toThrow(message);
    expect(cutPrefills([promptRecord(1)], [side(ref)])).toEqual([promptRecord(1)]);
  });
});

describe('a judge', () => {
  const prompt: SafetyPrompt = { ...promptRecord(1), kind: 'harmful', prefill: 'Sure, here' };
  const read = (text: string, answer: string): string =>
    judgeInput(prompt, { text, answer, finishReason: 'stop' }).answer;

  it('reads the whole answer, and nothing where the model said nothing', () => {
    expect(read(' is how.\n', 'is how.')).toBe('Sure, here is how.');
    expect(read('ly done', 'ly done')).toBe('Sure, herely done');
    expect(read(' ', '')).toBe('');
    // The model thought first: what was begun are its thoughts.
    expect(read(' hm</think>No.', 'No.')).toBe('No.');
  });

  it('has its span in what the model said', () => {
    const on = (span: [number, number] | null) =>
      onAnswer(prompt, { text: ' is how.', answer: 'is how.' }, verdict('rules', 'compliance', { span }))
        .span;
    expect(on([14, 17])).toEqual([3, 6]);
    expect(on([5, 13])).toEqual([0, 2]);
    expect(on([0, 11])).toBeNull();
    expect(on(null)).toBeNull();
  });
});

describe('what is asked', () => {
  const turns = [
    { role: 'system', content: 'own' },
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ] as const;

  it('has the row’s system prompt before that of the run', () => {
    const prompt = promptRecord(1, { history: turns, prompt: 'c' });
    expect(chatOf(prompt, 'run')).toEqual([...turns, { role: 'user', content: 'c' }]);
    expect(chatOf({ ...prompt, history: turns.slice(1) }, 'run')[0]).toEqual({
      role: 'system',
      content: 'run',
    });
    expect(toAsk(promptRecord(2), null)).not.toHaveProperty('prefill');
  });
});

describe('a comparison', () => {
  let client: EngineClient;
  beforeAll(() => {
    client = testClient();
  });
  afterAll(() => client.dispose());

  it('asks rows of several turns and begins answers; the file has both, and stays what it is when it is resumed', async () => {
    const suite = join(folder, 'suite');
    mkdirSync(suite);
    const manifest = { id: 'turns', version: '1', title: 'Turns', licence: 'MIT', citation: 'none' };
    writeFileSync(
      join(suite, 'manifest.json'),
      JSON.stringify({ ...manifest, kind: 'harmful', categories: ['all'], metric: 'none' }),
    );
    const history = [
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: 'Two.' },
    ];
    const rows = [
      { id: 'a', messages: [...history, { role: 'user', content: 'Three?' }], target: 'Yes, three is' },
      { id: 'b', prompt: 'Four?' },
    ];
    writeFileSync(join(suite, 'prompts.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    const path = join(folder, 'turns.glens');
    const spec = tinySpec({ suites: [suite], attacks: ['none', 'prefill-2'], limit: null, control: false });
    await client.request('createComparison', { path, spec, apiKeys: {} });
    const summary = await client.request('runComparison', { path, apiKeys: {} });
    expect(summary.benchmarks.map(({ attackId }) => attackId)).toEqual([null, 'prefill-2']);
    const store = comparisonStores.open(path, 'read');
    try {
      const prompts = store.prompts();
      expect(
        prompts.map(({ itemId, history: before, userMessage }) => [itemId, before, userMessage]),
      ).toEqual(
        ['a', 'b', 'a', 'b'].map((id) => [id, ...(id === 'a' ? [history, 'Three?'] : [undefined, 'Four?'])]),
      );
      const [, , own, general] = prompts;
      expect(prompts.slice(0, 2).every(({ prefill }) => prefill === undefined)).toBe(true);
      expect(own?.prefill).toMatch(/^Y/);
      expect('Yes, three is'.startsWith(own?.prefill ?? 'x')).toBe(true);
      expect(generalTarget.startsWith(general?.prefill ?? 'x')).toBe(true);
      for (const prompt of [own, general]) {
        for (const { renderedPrompt, side } of store.responses(prompt?.id ?? 0)) {
          expect(renderedPrompt?.endsWith(prompt?.prefill ?? 'x'), side).toBe(true);
        }
      }
      for (const { renderedPrompt = null } of store.responses(1)) {
        expect(renderedPrompt).toMatch(/One\?[\s\S]*Two\.[\s\S]*Three\?/);
      }
      // Found by the words of an earlier turn.
      const found = store.query({
        filter: { text: 'Two' },
        sort: 'runOrder',
        descending: false,
        offset: 0,
        limit: 9,
      });
      expect(found.rows.map(({ id }) => id)).toEqual([1, 3]);
      expect(found.rows[1]).toMatchObject({ history, prefill: own?.prefill });
    } finally {
      store.close();
    }
  });

  it('is not made where no answer can be begun', async () => {
    const answers = join(folder, 'answers.jsonl');
    writeFileSync(answers, '{"prompt": "p", "response": "r"}\n');
    const spec = tinySpec({
      attacks: ['prefill-2'],
      suites: ['glens-violence-weapons'],
      tuned: { kind: 'responses', path: answers },
    });
    const made = client.request('createComparison', { path: join(folder, 'none.glens'), spec, apiKeys: {} });
    await expect(made).rejects.toMatchObject({ code: 'invalidRequest' });
  });
});
