// Lines of `guardrail-lens verify` in, rewards out: the training's own verifiers, and what is wrong with a line.
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { CompletionVerifier } from '../../../../src/engine/verify/completionVerifier';
import { verifyJsonSchema } from '../../../../src/engine/verify/verifyJsonSchema';
import { createRewards } from '../../../../src/engine/training/verifiers/combineRewards';
import { rewardSpecs } from '../../../../src/engine/training/verifiers/verifierSpec';
import { mediaFolder } from '../../../support/paths';
import { inputOf, itemWith } from '../training/verifiers/verifierInputs';

const verifier = new CompletionVerifier();
afterAll(() => verifier.dispose());

const ajv = new Ajv({ strict: false }).addSchema(verifyJsonSchema(), 'verify');
const isRequest = ajv.compile({ $ref: 'verify#/definitions/request' });
const isReply = ajv.compile({ $ref: 'verify#/definitions/reply' });

const number = [{ verifier: 'number' }];
const right = { rewards: number, completion: 'It is 7.', columns: { answer: '7' } };

async function reply(request: object | string, line = 1) {
  const text = typeof request === 'string' ? request : JSON.stringify(request);
  const answer = await verifier.reply(text, line, new AbortController().signal);
  expect(isReply(answer), JSON.stringify(isReply.errors)).toBe(true);
  return answer;
}

test('media/schemas/verify.schema.json is what the sources say (vitest -u writes it)', async () => {
  const text = `${JSON.stringify(verifyJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(mediaFolder, 'schemas', 'verify.schema.json'));
});

test('several functions, their weighted sum, and the reasons, as the training adds them up', async () => {
  const rewards = [
    { verifier: 'number', weight: 2 },
    { verifier: 'format', template: 'boxed', weight: -0.5, name: 'box' },
    { verifier: 'length', max: 3, unit: 'words', weight: 0 },
  ];
  const completion = 'So it is \\boxed{7}';
  const request = { id: 'a', rewards, completion, columns: { answer: 7 } };
  expect(isRequest(request), JSON.stringify(isRequest.errors)).toBe(true);

  const set = createRewards(rewardSpecs.parse(rewards), { rewardModel: null });
  const [expected] = await set.score([inputOf(itemWith({ answer: 7 }), completion)]);
  await set.dispose();
  const answer = await reply(request, 3);
  expect(answer).toMatchObject({
    line: 3,
    id: 'a',
    reward: expected?.reward,
    rewards: { box: 1, length: 0 },
  });
  expect(answer).toMatchObject({ reasons: { number: expected?.results['number']?.reason } });
});

describe('reasoning is no answer', () => {
  const wrong = { ...right, completion: 'First I take 7.</think>It is 8.' };

  test('where the completion closes it', async () => {
    expect(await reply(wrong)).toMatchObject({ reward: 0 });
    expect(await reply({ ...wrong, columns: { answer: 8 } })).toMatchObject({ reward: 1 });
  });

  test('where the prompt opens it and nothing closes it', async () => {
    const rendered = '<|im_start|>assistant\n<think>\n';
    expect(await reply(right)).toMatchObject({ reward: 1 });
    expect(await reply({ ...right, rendered_prompt: rendered })).toMatchObject({ reward: 0 });
  });

  test('where the model has marks of its own', async () => {
    const marked = { ...right, completion: '[[hm]]8[[/hm]]It is 7. [[hm]]8[[/hm]]' };
    const marks = [{ open: '[[hm]]', close: '[[/hm]]' }];
    expect(await reply(marked)).toMatchObject({ reward: 0 });
    expect(await reply({ ...marked, reasoning_marks: marks })).toMatchObject({ reward: 1 });
  });
});

test('a number that no double holds is compared to the last digit', async () => {
  const line = (answer: string) =>
    `{"rewards": [{"verifier": "number"}], "completion": "#### 9007199254740993", "columns": {"answer": ${answer}}}`;
  expect(await reply(line('9007199254740993'))).toMatchObject({ reward: 1 });
  expect(await reply(line('9007199254740992'))).toMatchObject({ reward: 0 });
});

test('a completion that was cut is told from one that ended', async () => {
  expect(await reply({ ...right, truncated: true })).toMatchObject({ reward: 0 });
});

test('a column that is missing costs its function, not the line', async () => {
  const rewards = [...number, { verifier: 'length', max: 9, unit: 'words' }];
  const answer = await reply({ rewards, completion: 'It is 7.', columns: {} });
  expect(answer).toMatchObject({ reward: null, rewards: { number: null, length: 1 } });
  expect(answer).toMatchObject({ reasons: { number: expect.stringContaining('"answer"') as string } });
});

describe('a line that is refused says what is wrong, with its id where there is one', () => {
  test.each([
    ['no JSON', '{"rewards": [', /is not JSON/u],
    ['no object', '[1, 2]', /wrong fields/u],
    ['no functions', { ...right, rewards: [] }, /rewards/u],
    ['a function that there is not', { ...right, rewards: [{ verifier: 'nothing' }] }, /rewards → 0/u],
    ['a key that there is not', { ...right, reference: '7' }, /reference/u],
    ['nested too deeply', `{"columns": ${'['.repeat(600)}${']'.repeat(600)}}`, /nested/u],
    [
      'a pattern that is none',
      { ...right, rewards: [{ verifier: 'regex', pattern: '(' }] },
      /regular expression/u,
    ],
    ['tokens that are not counted', { ...right, rewards: [{ verifier: 'length', max: 5 }] }, /tokens/u],
  ])('%s', async (_, request, message) => {
    const answer = await reply(typeof request === 'string' ? request : { ...request, id: 12 }, 4);
    expect(answer).toMatchObject({ line: 4, error: { message: expect.stringMatching(message) as string } });
    if (typeof request !== 'string') expect(answer).toMatchObject({ id: 12 });
  });
});

test('more sets of functions than are kept ready are answered all the same', async () => {
  for (const round of [1, 2]) {
    for (let most = 1; most <= 12; most++) {
      const rewards = [{ verifier: 'regex', pattern: `^a{${most}}$` }];
      const answer = await reply({ rewards, completion: 'a'.repeat(most) });
      expect(answer, `round ${round}, ${most}`).toMatchObject({ reward: 1 });
    }
  }
});

test('an abort is no reply', async () => {
  const abort = new AbortController();
  abort.abort(new Error('enough'));
  await expect(verifier.reply(JSON.stringify(right), 1, abort.signal)).rejects.toThrow('enough');
});
