import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { datasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../../../src/engine/training/tasks/openDataset';
import { evaluationItems, openingOf } from '../../../../../src/engine/training/tasks/splitItems';
import type { Task, TaskItem } from '../../../../../src/engine/training/tasks/task';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
let files = 0;

function fileOf(text: string): string {
  const name = `dataset${++files}.jsonl`;
  writeFileSync(join(folder, name), text);
  return name;
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
const open = (path: string, more: Readonly<Record<string, unknown>> = {}, seed = 1): Promise<Task> =>
  openTask(datasetSpec.parse({ type: 'file', path, ...more }), { seed, folder });

/** All items of rows, in the order of the file. */
async function itemsOf(
  rows: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly TaskItem[]> {
  const { train, heldOut } = await open(fileOf(lines(rows)), { test_size: 1, ...more });
  return [...train, ...heldOut].sort((a, b) => Number(a.id.split('/')[0]) - Number(b.id.split('/')[0]));
}

test('exact copies are said apart from prompts that open alike, exact numbers and all', async () => {
  const rows = ['{"prompt": "a", "answer": 9007199254740993}', '{"prompt": "b", "answer": 1}'];
  const other = '{"prompt": "b", "answer": 2}';
  const { remarks } = await open(fileOf([...rows, rows[0], other].join('\n')), { test_size: 1 });
  expect(remarks).toEqual([
    expect.stringMatching(/2 of 4 prompts open like another/),
    expect.stringMatching(/1 of 4 rows are exact copies of another.*Remove the copies/),
  ]);
});

describe('formats', () => {
  test('Parquet, as the hub has it', async () => {
    const fixtures = fileURLToPath(new URL('../../../../fixtures/parquet', import.meta.url));
    const task = await open(join(fixtures, 'questions-snappy.parquet'), { test_size: 10 });
    expect([task.train.length, task.heldOut.length]).toEqual([30, 10]);
    const twice = [...task.train, ...task.heldOut].find(({ prompt }) => prompt.startsWith('What is 7 + 7?'));
    expect(twice?.columns).toMatchObject({ answer: '14', level: 7 });
    const cut = join(folder, 'cut.parquet');
    writeFileSync(cut, readFileSync(join(fixtures, 'questions-zstd.parquet')).subarray(0, 3000));
    await expect(open(cut)).rejects.toMatchObject({
      code: 'datasetInvalid',
      message: expect.stringMatching(/cut\.parquet: The Parquet file can't be read/) as string,
    });
  });

  test('prompt and free columns', async () => {
    const [first] = await itemsOf([
      { prompt: 'p1', answer: '1', level: 3 },
      { prompt: 'p2', answer: '2', level: 4 },
    ]);
    expect(first).toMatchObject({
      id: '1',
      prompt: 'p1',
      columns: { answer: '1', level: 3 },
      completion: null,
      preference: null,
    });
  });

  test('prompt and completion, as text and as messages', async () => {
    const items = await itemsOf([
      { prompt: 'p1', completion: 'c1' },
      {
        prompt: [
          { role: 'system', content: 's' },
          { role: 'user', content: 'p2' },
        ],
        completion: [{ role: 'assistant', content: 'c2' }],
      },
    ]);
    expect(items.map(({ prompt, completion, context }) => [prompt, completion, context.length])).toEqual([
      ['p1', 'c1', 0],
      ['p2', 'c2', 1],
    ]);
  });

  test('messages: an item for each turn of the assistant', async () => {
    const conversation = [
      { role: 'user', content: 'u1' },
      { role: 'assistant', content: 'a1' },
      { role: 'user', content: 'u2' },
      { role: 'assistant', content: 'a2' },
    ];
    const items = await itemsOf([
      { messages: conversation },
      { messages: [{ role: 'user', content: 'other' }] },
    ]);
    expect(
      items.map(({ id, prompt, completion, context }) => [id, prompt, completion, context.length]),
    ).toEqual([
      ['1/1', 'u1', 'a1', 0],
      ['1/2', 'u2', 'a2', 2],
      ['2', 'other', null, 0],
    ]);
  });

  test('preferences with a prompt, and in conversations without', async () => {
    const user = { role: 'user', content: 'p2' };
    const items = await itemsOf([
      { prompt: 'p1', chosen: 'good', rejected: 'bad' },
      {
        chosen: [user, { role: 'assistant', content: 'good2' }],
        rejected: [user, { role: 'assistant', content: 'bad2' }],
      },
    ]);
    expect(items.map(({ prompt, preference, completion }) => [prompt, preference, completion])).toEqual([
      ['p1', { chosen: 'good', rejected: 'bad' }, 'good'],
      ['p2', { chosen: 'good2', rejected: 'bad2' }, 'good2'],
    ]);
  });

  test('GSM8K: the final answer is a column of its own', async () => {
    const [first] = await itemsOf([
      { question: 'q1', answer: 'It is 2+3=<<2+3=5>>5.\n#### 5' },
      { question: 'q2', answer: '#### 1,000' },
    ]);
    expect(first?.prompt).toBe('q1');
    expect(first?.columns).toMatchObject({ answer: '5', solution: 'It is 2+3=5.\n#### 5' });
  });

  test('MATH without an answer column takes what is boxed', async () => {
    const [first] = await itemsOf([
      { problem: 'q1', solution: 'so \\boxed{\\frac{1}{2}}' },
      { problem: 'q2', solution: '\\boxed{7}' },
    ]);
    expect(first).toMatchObject({ prompt: 'q1', columns: { answer: '\\frac{1}{2}' } });
  });

  test('MBPP: what the tests and their setup call is taken from the answer', async () => {
    const row = {
      text: 'Depth of a tree.',
      code: 'class Node: pass\r\ndef helper(): pass\r\ndef depth(n): pass',
      test_list: ['assert depth(root) == 1', 'assert depth(None) == 0'],
      test_setup_code: 'root = Node()',
    };
    const [first] = await itemsOf([row, { ...row, text: 'Other.' }]);
    expect(first?.columns).toMatchObject({ entry_point: ['Node', 'depth'], test_setup: 'root = Node()' });
    expect(first?.prompt).toContain('assert depth(root) == 1');
    expect(first?.prompt).not.toContain('assert depth(None)');
  });

  test('columns may be renamed, and a JSON array read', async () => {
    const path = fileOf(
      JSON.stringify([
        { q: 'p1', gold: '1' },
        { q: 'p2', gold: '2' },
      ]),
    );
    const { train, heldOut } = await open(path, {
      test_size: 1,
      rename_columns: { q: 'prompt', gold: 'answer' },
    });
    expect([...train, ...heldOut].map(({ columns }) => Object.keys(columns))).toEqual([
      ['prompt', 'answer'],
      ['prompt', 'answer'],
    ]);
  });
});

describe('held-out split', () => {
  const rows = Array.from({ length: 200 }, (_, i) => ({ prompt: `p${i % 150}`, answer: String(i) }));

  test('is disjoint in prompts, seeded, and in the order of the file', async () => {
    const path = fileOf(lines(rows));
    const task = await open(path, { test_size: 0.2 });
    expect(task.heldOut.length).toBeGreaterThanOrEqual(40);
    expect(task.heldOut.length).toBeLessThanOrEqual(42);
    expect(task.train.length + task.heldOut.length).toBe(200);
    const held = new Set(task.heldOut.map(openingOf));
    expect(task.train.some((item) => held.has(openingOf(item)))).toBe(false);
    expect(task.train.map(({ id }) => Number(id))).toEqual(
      [...task.train.map(({ id }) => Number(id))].sort((a, b) => a - b),
    );
    expect(await open(path, { test_size: 0.2 })).toEqual(task);
    expect((await open(path, { test_size: 0.2 }, 2)).heldOut).not.toEqual(task.heldOut);
    expect((await open(path, { test_size: 0.2, seed: 1 }, 2)).heldOut).toEqual(task.heldOut);
    expect(task.remarks).toEqual([expect.stringContaining('50 of 200 prompts')]);
  });

  test('max_items limits training alone', async () => {
    const path = fileOf(lines(rows));
    const [all, some] = [await open(path), await open(path, { max_items: 10 })];
    expect(some.train).toHaveLength(10);
    expect(some.heldOut).toEqual(all.heldOut);
  });

  test('a test file of its own: what is in both is not trained on', async () => {
    const task = await open(fileOf(lines(rows.slice(0, 50))), {
      test_path: fileOf(lines(rows.slice(40, 60))),
    });
    expect(task.heldOut).toHaveLength(20);
    expect(task.train).toHaveLength(40);
    expect(task.remarks).toEqual([expect.stringContaining('10 prompts')]);
  });

  test('an evaluation asks each prompt once, of all parts of a sorted file', async () => {
    const { heldOut } = await open(fileOf(lines(rows)), { test_size: 0.5 });
    const asked = evaluationItems(heldOut, 30, 1);
    expect(new Set(asked.map(({ prompt }) => prompt)).size).toBe(30);
    expect(evaluationItems(heldOut, 30, 1)).toEqual(asked);
    expect(evaluationItems(heldOut, 30, 2)).not.toEqual(asked);
    // Rows 151 to 200 repeat earlier ones.
    expect(asked.some(({ id }) => Number(id) > 110)).toBe(true);
    const all = evaluationItems(heldOut, 1000, 1);
    expect(new Set(heldOut.map(({ prompt }) => prompt)).size).toBe(all.length);
    expect(all.map(({ id }) => Number(id))).toEqual(
      [...all.map(({ id }) => Number(id))].sort((a, b) => a - b),
    );
  });

  test('a conversation is never torn', async () => {
    const talk = Array.from({ length: 40 }, (_, i) => ({
      messages: [0, 1, 2].flatMap((turn) => [
        { role: 'user', content: turn === 0 ? `opening ${i}` : 'And then?' },
        { role: 'assistant', content: 'So.' },
      ]),
    }));
    const { train, heldOut } = await open(fileOf(lines(talk)), { test_size: 0.3 });
    const rowsOf = (items: readonly TaskItem[]): Set<string | undefined> =>
      new Set(items.map(({ id }) => id.split('/')[0]));
    expect(heldOut.length).toBeGreaterThan(0);
    expect([...rowsOf(train)].filter((row) => rowsOf(heldOut).has(row))).toEqual([]);
  });
});

describe('what is wrong is told with its place and what to do', () => {
  test.each([
    ['nothing in it', '', /There are no rows/u],
    ['empty lines only', '\n\n', /There are no rows/u],
    ['an empty array', '[]', /There are no rows/u],
    ['a malformed line', '{"prompt":"a"}\n{"prompt":', /row 2: The line is not JSON/u],
    ['a malformed array', '[{"prompt":"a"},', /starts like a JSON array/u],
    ['a line that is no object', '{"prompt":"a"}\n7', /row 2: A row has to be an object.*a number/u],
    ['no prompt', '{"input":"a","target":"b"}', /no column "prompt" or "messages".*input, target/u],
    ['a row without the prompt', '{"prompt":"a"}\n{"answer":"b"}', /row 2: There is no column "prompt"/u],
    ['an empty prompt', '{"prompt":" "}', /row 1, column "prompt": The prompt is empty/u],
    [
      'a prompt of another type',
      '{"prompt":"a"}\n{"prompt":5}',
      /row 2, column "prompt": The value is a number/u,
    ],
    [
      'a completion of another type',
      '{"prompt":"a","completion":{}}',
      /column "completion": The value is an object/u,
    ],
    [
      'a question of another type',
      '{"question":5,"answer":"#### 1"}',
      /column "question": The value is a number, where text/u,
    ],
    [
      'a solution without ####',
      '{"question":"q","answer":"#### 1"}\n{"question":"q","answer":"1"}',
      /row 2, column "answer"/u,
    ],
    ['unknown roles', '{"messages":[{"role":"tool","content":"x"}]}', /Message 1 has no role/u],
    ['an answer first', '{"messages":[{"role":"assistant","content":"x"}]}', /no user turn before/u],
    [
      'tests that are no list',
      '{"text":"t","code":"c","test_list":"assert"}',
      /where a list of strings is needed/u,
    ],
    [
      'two prompts in a preference',
      '{"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"rejected":[{"role":"user","content":"x"},{"role":"assistant","content":"b"}]}',
      /differ before their last turn/u,
    ],
    [
      'a row nested without end',
      `{"prompt":"a","x":${'['.repeat(3000)}${']'.repeat(3000)}}`,
      /nested more than 500 deep/u,
    ],
    [
      'a conversation without end',
      JSON.stringify({
        messages: Array.from({ length: 2000 }, (_, i) => ({
          role: i % 2 === 0 ? 'user' : 'assistant',
          content: 'x',
        })),
      }),
      /has 2000 messages; 1000 are the most/u,
    ],
    ['one prompt for two parts', '{"prompt":"a"}', /leave 0 for training and 1 held out/u],
  ])('%s', async (_, text, message) => {
    const opened = open(fileOf(text));
    await expect(opened).rejects.toMatchObject({
      code: 'datasetInvalid',
      advice: expect.stringMatching(/\w/u) as string,
    });
    await expect(opened).rejects.toThrow(message);
  });

  test('a file that is not there, and one that is not text', async () => {
    await expect(open('nowhere.jsonl')).rejects.toThrow(/can't be read \(ENOENT\)/u);
    const path = 'latin1.jsonl';
    writeFileSync(join(folder, path), Buffer.from([0x7b, 0xe9, 0x7d]));
    await expect(open(path)).rejects.toThrow(/not UTF-8/u);
  });

  test('a column to rename that is not there', async () => {
    await expect(open(fileOf('{"prompt":"a"}'), { rename_columns: { gold: 'answer' } })).rejects.toThrow(
      /no column "gold"/u,
    );
  });
});
