// Texts as rows: which tokens are read, and which are learned.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChatTokenizer } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { dpo } from '../../../../../src/engine/training/algorithms/dpo';
import { reward } from '../../../../../src/engine/training/algorithms/reward';
import { completionRows, textRows } from '../../../../../src/engine/training/algorithms/sft';
import type { TaskItem } from '../../../../../src/engine/training/tasks/task';
import { checkpointPath } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();
let tokenizer: ChatTokenizer;

beforeAll(async () => {
  const folders = { cacheFolder: folder, scratchFolder: folder };
  ({ tokenizer } = await openCheckpoint({ path: checkpointPath('llama') }, folders));
});

function item(completion: string | null, preference: TaskItem['preference'] = null): TaskItem {
  return { id: '1', context: [], prompt: 'What is 1 + 1?', columns: {}, completion, preference };
}

function reading(maxLength: number, by = tokenizer) {
  return { tokenizer: by, variables: {}, maxLength, packing: false };
}

describe('completionRows', () => {
  test('learns the answer and the token that ends the turn, after exactly the prompt of generation', async () => {
    const [row] = (await completionRows([item('It is 2.')], reading(1000))).rows;
    if (row === undefined) throw new Error('there is one row');
    const [prompt = ''] = await tokenizer.renderChats([[{ role: 'user', content: 'What is 1 + 1?' }]]);
    const promptIds = tokenizer.encode(prompt);
    expect(row.ids.slice(0, promptIds.length)).toEqual(promptIds);
    const learned = row.scored.map((position) => row.ids[position] ?? -1);
    expect(row.scored[0]).toBe(promptIds.length);
    expect(tokenizer.decode(learned)).toBe('It is 2.');
    expect(tokenizer.eosTokenIds).toContain(learned.at(-1));
    expect(learned.slice(0, -1).some((id) => tokenizer.eosTokenIds.includes(id))).toBe(false);
  });

  test('cuts long rows, and leaves out those of which nothing is left to learn', async () => {
    const answer = [item('It is 2.')];
    const kept = await completionRows(answer, reading(1000));
    const [whole] = kept.rows;
    expect(kept.remarks).toEqual([]);
    const length = whole?.ids.length ?? 0;
    const short = await completionRows([...answer, item(null)], reading(length - 2));
    const [cut] = short.rows;
    expect(cut?.ids).toEqual(whole?.ids.slice(0, -2));
    expect(cut?.scored).toEqual(whole?.scored.slice(0, -2));
    expect(short.remarks).toEqual([
      '1 of 2 rows have no completion and are left out.',
      `1 of 1 rows have more than ${length - 2} tokens and are cut.`,
    ]);
    const prompt = whole?.scored[0] ?? 0;
    await expect(completionRows(answer, reading(prompt))).rejects.toThrow(/nothing .* left to learn/);
    const longer = { ...item('2'), prompt: 'What is 1 + 1? '.repeat(9) };
    const mixed = await completionRows([...answer, longer], reading(length));
    expect(mixed.rows).toEqual([whole]);
    expect(mixed.remarks).toEqual([expect.stringMatching(/^1 of 2 rows have no completion within/)]);
  });

  test('a template that leaves something of the answer out still ends the turn', async () => {
    const rewriting: ChatTokenizer = {
      ...tokenizer,
      hash: tokenizer.hash,
      renderChats: async (chats, variables) => {
        const texts = await tokenizer.renderChats(chats, variables);
        return texts.map((text) => text.replace('<think>hm</think>', ''));
      },
    };
    const [row] = (await completionRows([item('<think>hm</think>2')], reading(1000, rewriting))).rows;
    const learned = row?.scored.map((position) => row.ids[position] ?? -1) ?? [];
    expect(tokenizer.decode(learned)).toBe('<think>hm</think>2');
    expect(tokenizer.eosTokenIds).toContain(learned.at(-1));
  });

  test('a dataset without completions says what it needs', async () => {
    await expect(completionRows([item(null)], reading(100))).rejects.toMatchObject({
      code: 'datasetInvalid',
    });
  });
});

test('pairs share their prompt; one with a row that is too long is left out', async () => {
  const short = item(null, { chosen: '2', rejected: '3' });
  const long = item(null, { chosen: '2', rejected: '3 '.repeat(200) });
  const { rows: pairs, remarks } = await dpo.examples([short, long], reading(100));
  expect(pairs).toHaveLength(1);
  expect(remarks).toEqual(['1 of 2 rows have more than 100 tokens and are left out.']);
  const [pair] = pairs;
  const [chosen, rejected] = pair ?? [];
  const first = chosen?.scored[0] ?? 0;
  expect(rejected?.ids.slice(0, first)).toEqual(chosen?.ids.slice(0, first));
  await expect(dpo.examples([long], reading(100))).rejects.toThrow(/more than 100 tokens/);
});

test('a reward model reads whole conversations, and is scored behind their last token', async () => {
  const { rows } = await reward.examples([item(null, { chosen: '2', rejected: '3 or 4' })], reading(100));
  const chats = ['2', '3 or 4'].map((content) => [
    { role: 'user' as const, content: 'What is 1 + 1?' },
    { role: 'assistant' as const, content },
  ]);
  const texts = await tokenizer.renderChats(chats, { add_generation_prompt: false });
  const [padding] = tokenizer.eosTokenIds;
  texts.forEach((text, index) => {
    const ids = tokenizer.encode(text);
    while (ids.at(-1) === padding) ids.pop();
    expect(rows[0]?.[index]).toEqual({ ids: [...ids, padding], scored: [ids.length] });
  });
  await expect(reward.examples([item('2')], reading(100))).rejects.toThrow(/reward learns from/);
});

describe('textRows', () => {
  const words = {
    eosTokenIds: [0],
    encode: (text: string) => text.split(' ').map(Number),
  };

  test('packed, texts are joined with an end token and cut into full rows', () => {
    const rows = textRows(['1 2 3', '4 5', '6 7 8 9'], { tokenizer: words, maxLength: 4, packing: true });
    expect(rows.map(({ ids }) => ids)).toEqual([
      [1, 2, 3, 0],
      [4, 5, 0, 6],
      [7, 8, 9, 0],
    ]);
    expect(rows[0]?.scored).toEqual([1, 2, 3]);
  });

  test('what fills no row is left out, unless it is all there is', () => {
    expect(
      textRows(['1 2 3', '4'], { tokenizer: words, maxLength: 4, packing: true }).map(({ ids }) => ids),
    ).toEqual([[1, 2, 3, 0]]);
    expect(
      textRows(['1 2'], { tokenizer: words, maxLength: 10, packing: true }).map(({ ids }) => ids),
    ).toEqual([[1, 2, 0]]);
  });

  test('not packed, each text is a row of its own', () => {
    const rows = textRows(['1 2 3 4 5', '6'], { tokenizer: words, maxLength: 4, packing: false });
    expect(rows.map(({ ids }) => ids)).toEqual([
      [1, 2, 3, 4],
      [6, 0],
    ]);
  });
});
