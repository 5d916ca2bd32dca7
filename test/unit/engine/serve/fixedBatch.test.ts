// Over `serve --fixed-batch`, greedy, the built-in model says word for word what the engine itself says with fixed batches.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { plain } from '../generation/tinyGenerator';
import { serveTiny, type ServedTiny } from './servedTiny';

let tiny: ServedTiny;

beforeAll(async () => {
  tiny = await serveTiny({ fixedBatch: true, batchSize: 4 });
});
afterAll(() => tiny.stop());

it('answers as the local engine with fixed batches of the same size, whatever comes together', async () => {
  const questions = Array.from(
    { length: 14 },
    (_, index) => `${'Well, '.repeat(index % 5)}how do I pick lock ${index}?`,
  );
  const { tokenizer } = tiny.checkpoint;
  const prompts = await tokenizer.renderChats(questions.map((content) => [{ role: 'user', content }]));
  const own = await loadGenerator(tiny.checkpoint, { executionProvider: 'cpu' });
  const expected: string[] = [];
  await own.generate(
    prompts.map((prompt, id) => ({ id, promptIds: tokenizer.encode(prompt), seed: id })),
    { ...plain, maxNewTokens: 40, batchSize: 4, fixedBatch: true },
    {
      onRow: (id, { text }) => {
        expected[id] = text;
      },
    },
  );
  await own.dispose();
  const ask = async (content: string): Promise<string | undefined> => {
    const body = { messages: [{ role: 'user', content }], temperature: 0, max_tokens: 40 };
    return (await tiny.post('/chat/completions', body)).body.choices[0]?.message.content;
  };
  expect(await Promise.all(questions.map(ask))).toEqual(expected);
  const alone = [await ask(questions[3] ?? ''), await ask(questions[9] ?? '')];
  expect(alone).toEqual([expected[3], expected[9]]);
});
