// A model in this process as a respondent: chats go through its template, what cannot be asked has a reason, scores are the
// generator's, and hooks make other respondents of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GuardrailError } from '../../../../src/protocol/errors';
import { defaultGenerationSettings, type Answer } from '../../../../src/protocol/generation';
import type { ChatTokenizer, OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import type { Generator } from '../../../../src/engine/generation/generator';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { LocalRespondent } from '../../../../src/engine/respondents/checkpoint/localRespondent';
import type { Asked, Respondent } from '../../../../src/engine/respondents/respondent';
import { openFixture } from '../models/goldenFixtures';

let checkpoint: OpenCheckpoint;
let generator: Generator;
beforeAll(async () => {
  checkpoint = await openFixture('llama');
  generator = await loadGenerator(checkpoint, { executionProvider: 'cpu' });
});
afterAll(async () => {
  await generator.dispose();
  await checkpoint.dispose();
});

function respondent(tokenizer: Partial<ChatTokenizer> = {}): LocalRespondent {
  const { config } = checkpoint;
  return new LocalRespondent(
    { kind: 'checkpoint', path: '/llama' },
    {
      config,
      tokenizer: { ...checkpoint.tokenizer, ...tokenizer },
      weightsKey: 'llama',
      weightBytes: 1,
      exactWeightBytes: 1,
      facts: (signal) => checkpoint.facts(signal),
      use: (work) => work(generator),
      dispose: () => Promise.resolve(),
    },
  );
}

const settings = { ...defaultGenerationSettings, maxNewTokens: 6 };
const chat = (content: string): Asked => ({ messages: [{ role: 'user', content }] });

async function ask(
  one: Respondent,
  asked: readonly Asked[],
): Promise<{ readonly answers: Map<number, Answer>; readonly missing: Map<number, string> }> {
  const answers = new Map<number, Answer>();
  const missing = new Map<number, string>();
  await one.answer(
    asked.map((question, id) => ({ id, asked: question, seed: id })),
    settings,
    { onAnswer: (id, answer) => answers.set(id, answer), onMissing: (id, reason) => missing.set(id, reason) },
  );
  expect(answers.size + missing.size).toBe(asked.length);
  return { answers, missing };
}

describe('answers', () => {
  it('know everything of a chat', async () => {
    const { answers } = await ask(respondent(), [chat('Hello')]);
    const answer = answers.get(0);
    const [prompt = ''] = await checkpoint.tokenizer.renderChats([[{ role: 'user', content: 'Hello' }]]);
    expect(answer?.prompt).toBe(prompt);
    expect(answer?.usage).toEqual({
      promptTokens: checkpoint.tokenizer.encode(prompt).length,
      completionTokens: answer?.tokenIds?.length,
    });
    expect(answer?.logprobs).toHaveLength(answer?.tokenIds?.length ?? -1);
  });

  it('to a prompt that is complete are those to the chat that becomes it', async () => {
    const [prompt = ''] = await checkpoint.tokenizer.renderChats([[{ role: 'user', content: 'Hello' }]]);
    const { answers } = await ask(respondent(), [chat('Hello'), { prompt }]);
    expect(answers.get(1)).toMatchObject({
      tokenIds: answers.get(0)?.tokenIds,
      prompt: answers.get(0)?.prompt,
    });
  });

  it('begin inside the reasoning where the template opened it', async () => {
    const { answers } = await ask(
      respondent({ renderChats: (chats) => Promise.resolve(chats.map(() => 'hi <think>\n')) }),
      [chat('Hello')],
    );
    expect(answers.get(0)).toMatchObject({ answer: '', reasoning: expect.any(String) as string });
  });

  it('are missing beyond the context, with the numbers, and the others come', async () => {
    const { contextLength } = checkpoint.config;
    const { answers, missing } = await ask(respondent(), [
      chat('Hello'),
      { prompt: 'word '.repeat(contextLength) },
      chat('Again'),
    ]);
    expect([...answers.keys()].sort()).toEqual([0, 2]);
    expect(missing.get(1)).toContain(`context holds ${contextLength}`);
  });
});

describe('a template that fails', () => {
  const failing =
    (fails: (text: string) => boolean): ChatTokenizer['renderChats'] =>
    (chats, variables) =>
      chats.some((messages) => messages.some(({ content }) => fails(content)))
        ? Promise.reject(new GuardrailError('templateInvalid', 'It raised: no.', 'Mend it.'))
        : checkpoint.tokenizer.renderChats(chats, variables);

  it('for some chats costs their answers alone', async () => {
    const one = respondent({ renderChats: failing((text) => text.includes('poison')) });
    const { answers, missing } = await ask(one, ['a', 'b', 'poison', 'd', 'e'].map(chat));
    expect([...answers.keys()].sort()).toEqual([0, 1, 3, 4]);
    expect(missing.get(2)).toBe('It raised: no.');
  });

  it('for every chat is an error, found in a few attempts', async () => {
    let attempts = 0;
    const fail = failing(() => true);
    const one = respondent({
      renderChats: (...parameters) => {
        attempts++;
        return fail(...parameters);
      },
    });
    await expect(
      ask(
        one,
        Array.from({ length: 200 }, () => chat('x')),
      ),
    ).rejects.toMatchObject({
      code: 'templateInvalid',
    });
    expect(attempts).toBeLessThan(5);
  });
});

describe('scores', () => {
  it('are the log-probabilities of the answer behind its prompt', async () => {
    const [prompt, answer] = ['Hello there', ' my friend'];
    const ids = [prompt, answer].map((text) => checkpoint.tokenizer.encode(text));
    const [promptIds = [], answerIds = []] = ids;
    const [scored = []] = await respondent().score([{ asked: { prompt }, answer }], settings);
    expect(scored.map(({ id }) => id)).toEqual(answerIds);
    expect(scored.map(({ text }) => text).join('')).toBe(answer);
    const [logits = new Float32Array()] = await generator.logits([[...promptIds, ...answerIds]]);
    const { vocabSize } = checkpoint.config;
    for (const [index, { id, logprob }] of scored.entries()) {
      const row = logits.slice(
        (promptIds.length + index - 1) * vocabSize,
        (promptIds.length + index) * vocabSize,
      );
      const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
      expect(logprob).toBeCloseTo((row[id ?? 0] ?? NaN) - Math.log(total), 4);
    }
  });
});

describe('hooks', () => {
  it('make another respondent, and leave this one as it was', async () => {
    const one = respondent();
    const before = (await ask(one, [chat('Hello')])).answers.get(0)?.tokenIds;
    const only = 7;
    const steered = one.local.withHooks({
      logits: [
        (_, logits) => {
          const kept = logits[only] ?? 0;
          logits.fill(-Infinity);
          logits[only] = kept;
        },
      ],
    });
    expect((await ask(steered, [chat('Hello')])).answers.get(0)?.tokenIds).toEqual(
      Array.from({ length: settings.maxNewTokens }, () => only),
    );
    const stopped = steered.local?.withHooks({ stop: [({ tokenIds }) => tokenIds.length === 2] });
    if (stopped === undefined) throw new Error('A local respondent offers hooks.');
    expect((await ask(stopped, [chat('Hello')])).answers.get(0)?.tokenIds).toEqual([only, only]);
    expect((await ask(one, [chat('Hello')])).answers.get(0)?.tokenIds).toEqual(before);
  });
});
