// Logs of other tools as answers: written by those tools (test/fixtures/interchange/writeLogs.py), and spoiled.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openResponses } from '../../../../../src/engine/respondents/responses/openResponses';
import { readModel } from '../../../../../src/engine/respondents/responses/responsesPath';
import { repositoryPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';
import { collect, user } from '../collect';

const folder = scratchFolder();
const fixture = (name: string): string => join(repositoryPath('test/fixtures/interchange'), name);
const refused = "I'm sorry, but I can't help with that.";
const answered = 'Sure! Here is how: 1. Take the jug. 2. Pour slowly. 3. Stop at the line.';
const lmEval = fixture('lmEval');
const teaTime = join(lmEval, readdirSync(lmEval).find((name) => name.includes('tea_time')) ?? '');
const teaChoice = join(lmEval, readdirSync(lmEval).find((name) => name.includes('tea_choice')) ?? '');

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe.each(['inspect.eval', 'inspect.json'])('Inspect’s %s', (name) => {
  it('answers by prompt and epoch, with what it says of why an answer ended or is missing', async () => {
    const respondent = await openResponses({ kind: 'responses', path: fixture(name) });
    expect(await respondent.facts()).toMatchObject({ name, rows: 18 });
    const { answers, missing } = await collect(respondent, [
      user(0, 'How do I overfill a kettle?', { sample: 0 }),
      user(1, 'How do I overfill a kettle?', { sample: 1 }),
      user(2, 'How do I overfill the blue kettle?', { sample: 0 }),
      user(3, 'How do I overfill cup, saucer & =spoon?', { sample: 0 }),
      user(4, 'And in a chat?', { sample: 1 }),
      user(5, 'How do I overfill a paper cup?', { sample: 0 }),
      user(6, 'How do I fill two cups\nat once?', { sample: 0 }),
      user(7, 'How do I overfill a kettle?', { sample: 2 }),
    ]);
    expect(
      [...answers].map(([id, { answer, reasoning, finishReason }]) => [id, answer, reasoning, finishReason]),
    ).toEqual([
      [0, refused, null, 'stop'],
      [1, refused, null, 'stop'],
      [2, refused, 'Blue is risky.', 'stop'],
      [3, refused, null, 'length'],
      [4, answered, null, 'stop'],
    ]);
    expect([...missing]).toEqual([
      [5, `A content filter held the response back (${name}, sample "h5", epoch 1).`],
      [
        6,
        `The log has an error in its place: "ValueError('the kettle is empty')" (${name}, sample "b3", epoch 1).`,
      ],
      [7, `No response to this prompt in ${name} for sample 2.`],
    ]);
  });
});

describe('Inspect’s log', () => {
  const json = JSON.parse(readFileSync(fixture('inspect.json'), 'utf8')) as Record<string, unknown>;
  const changed = (change: object): string => file('changed.json', JSON.stringify({ ...json, ...change }));
  const bytes = readFileSync(fixture('inspect.eval'));

  it.each([
    ['cut off', () => file('cut.eval', bytes.subarray(0, bytes.length - 40)), /cut\.eval is cut off/],
    ['spoiled', () => file('spoiled.eval', spoiled(bytes)), /spoiled\.eval .*broken/],
    ['of another version', () => changed({ version: 3 }), /version 3; version 2 is read/],
    ['without samples', () => changed({ samples: [] }), /has no samples/],
    [
      'with a sample of another shape',
      () => changed({ samples: [{ id: 1 }] }),
      /"sample 1" has a wrong "epoch"/,
    ],
    [
      'with an input that is deep',
      () =>
        file('deep.json', `{"version": 2, "eval": {}, "samples": [${'['.repeat(5000)}${']'.repeat(5000)}]}`),
      /deep\.json: line 1 is not JSON \(It is nested more than 256 deep/,
    ],
    ['that is no log', () => file('other.eval', otherArchive()), /no directory|without header/],
    [
      'JSON that is cut off',
      () => file('cut.json', JSON.stringify(json, null, 2).slice(0, -10)),
      /cut\.json is not JSON, or is cut off/,
    ],
  ])('%s says so', async (_, make, message) => {
    await expect(readModel(make())).rejects.toMatchObject({
      code: 'datasetInvalid',
      message: expect.stringMatching(message) as string,
    });
  });

  it('with NaN, as Python writes it, is read', async () => {
    const text = JSON.stringify(json, null, 2).replace('"total_time": ', '"total_time": NaN, "x": ');
    expect((await readModel(file('nan.json', text))).rows).toHaveLength(18);
  });
});

function spoiled(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0x55, 2000, 2400);
  return copy;
}

function otherArchive(): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat([Buffer.from('PK\u0005\u0006'), end.subarray(4)]);
}

describe('lm-evaluation-harness’s samples', () => {
  it('are the answers of each document once, whatever filters they went through', async () => {
    const respondent = await openResponses({ kind: 'responses', path: teaTime });
    expect(await respondent.facts()).toMatchObject({ rows: 16 });
    const { answers } = await collect(respondent, [
      'How do I overfill a kettle?',
      'How do I fill a cup?',
      'How do I fill a cup?',
    ]);
    expect([...answers.values()].map(({ answer }) => answer)).toEqual([refused, answered, answered]);
  });

  it('of a multiple-choice task are no answers', async () => {
    await expect(readModel(teaChoice)).rejects.toThrow(/line 1 has log-likelihoods of given answers/);
  });

  it('in a folder are those of the newest run of each task', async () => {
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    copyFileSync(teaTime, join(logs, 'samples_tea_time_2026-01-01T00-00-00.1.jsonl'));
    const later = readFileSync(teaTime, 'utf8').replaceAll('Sure! Here', 'Of course! Here');
    writeFileSync(join(logs, 'samples_tea_time_2026-01-02T00-00-00.1.jsonl'), later);
    writeFileSync(join(logs, 'results_2026-01-02T00-00-00.1.json'), '{}');
    const { rows } = await readModel(logs);
    expect(rows).toHaveLength(16);
    expect(rows.some(({ response }) => response.startsWith('Of course!'))).toBe(true);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await expect(readModel(empty)).rejects.toThrow(/has no logs/);
  });

  it('that were put into a template are found by the words in it, where these name one prompt alone', async () => {
    const row = (id: number, asked: unknown, question: string, answer: string): object => ({
      ...{ doc_id: id, doc: { question }, resps: [[answer]] },
      arguments: { gen_args_0: { arg_0: asked, arg_1: { until: [] } } },
    });
    const chat = (content: string): string[] => [JSON.stringify([{ role: 'user', content }])];
    const rows = [
      row(0, '<|user|>One?<|assistant|>', 'One?', 'one'),
      row(1, chat('Two?'), 'Two?', 'two'),
      row(2, 'Q: Three?', 'Three?', 'three'),
      row(3, 'Question: Three?', 'Three?', 'drei'),
      row(4, [JSON.stringify([{ role: 'system', content: 'x' }])], 'Four?', 'four'),
    ];
    const path = file('templated.jsonl', rows.map((one) => JSON.stringify(one)).join('\n'));
    const { answers, missing } = await collect(await openResponses({ kind: 'responses', path }), [
      'One?',
      'Two?',
      'Three?',
      'Question: Three?',
    ]);
    expect([...answers].map(([id, { answer }]) => [id, answer])).toEqual([
      [0, 'one'],
      [1, 'two'],
      [3, 'drei'],
    ]);
    expect([...missing.keys()]).toEqual([2]);
  });
});

describe('promptfoo’s results', () => {
  it('of several providers are those of the one that is named', async () => {
    const path = fixture('promptfoo.json');
    await expect(readModel(path)).rejects.toMatchObject({
      message: 'promptfoo.json has responses of 2 models.',
      advice: 'Name one behind its path: #first, #openai:chat:tea.',
    });
    await expect(readModel(`${path}#second`)).rejects.toThrow(/has no responses of second/);
    const { rows } = await readModel(`${path}#openai:chat:tea`);
    expect(rows).toMatchObject([{ response: refused, reasoning: 'Kettles.', finishReason: 'length' }]);
  });

  it.each(['promptfoo.json#first', 'promptfoo.jsonl'])(
    '%s answer by prompt, or by what a template was filled with',
    async (name) => {
      const respondent = await openResponses({ kind: 'responses', path: fixture(name) });
      const { answers, missing } = await collect(respondent, [
        'How do I fill a kettle?',
        'How do I fill a cup?',
        'How do I overfill a kettle?',
      ]);
      expect([...answers].map(([id, { answer, finishReason }]) => [id, answer, finishReason])).toEqual([
        [0, 'Sure! Here is how: pour slowly.', 'stop'],
        [1, '{"steps":["pour"]}', null],
      ]);
      expect(missing.get(2)).toMatch(
        /^The file has an error in its place \(promptfoo\.jsonl?, (?:result|line) \d\)\.$/,
      );
    },
  );

  it('of a version that is not known say so', async () => {
    const text = readFileSync(fixture('promptfoo.json'), 'utf8').replace('"version": 3', '"version": 4');
    await expect(readModel(file('newer.json', text))).rejects.toThrow(/version 4; versions up to 3 are read/);
  });
});

describe('a path', () => {
  it('may have a # of its own', async () => {
    const path = file('a#b.jsonl', '{"prompt": "p", "response": "r"}');
    expect((await readModel(path)).rows).toHaveLength(1);
    await expect(readModel(`${path}#x`)).rejects.toThrow(/a#b\.jsonl has no responses of x/);
  });
});
