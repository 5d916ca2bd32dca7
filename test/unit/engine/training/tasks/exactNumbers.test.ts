import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { datasetSpec } from '../../../../../src/engine/training/tasks/datasetSpec';
import { openTask } from '../../../../../src/engine/training/tasks/openDataset';
import { parseRow } from '../../../../../src/engine/training/tasks/parseRow';
import type { TaskItem } from '../../../../../src/engine/training/tasks/task';
import { scratchFolder } from '../../../../support/scratch';
import { rewardOf, verifierOf } from '../verifiers/verifierInputs';

const folder = scratchFolder();
const verifier = verifierOf({ verifier: 'number' });

async function itemsOf(path: string): Promise<TaskItem[]> {
  const task = await openTask(datasetSpec.parse({ type: 'file', path, test_size: 1 }), { seed: 1, folder });
  return [...task.train, ...task.heldOut].sort((a, b) => Number(a.id) - Number(b.id));
}

test.each([
  ['9007199254740993', '9007199254740993'],
  ['-9007199254740993', '-9007199254740993'],
  ['9007199254740992', 9007199254740992],
  ['100000000000000000000000', 1e23],
  ['1234567890.1234567891', '1234567890.1234567891'],
  ['0.1', 0.1],
  ['1.50', 1.5],
  ['1e400', '1e400'],
  ['1E-400', '1E-400'],
  ['2.5E+3', 2500],
  ['0.30000000000000004', 0.30000000000000004],
  ['-0', -0],
  ['NaN', null],
  ['-Infinity', null],
])('%s', (text, value) => {
  expect(parseRow(text)).toBe(value);
  expect(parseRow(`{"a": [${text}], "b": "x, ${text} \\"${text}"}`)).toEqual({
    a: [value],
    b: `x, ${text} "${text}`,
  });
});

test.each(['01', '1.', 'NaNs', '--1', '12345678901234567890x', '{"a": NaN', '"a'])(
  '%s is no JSON',
  (text) => {
    expect(() => parseRow(text)).toThrow(SyntaxError);
  },
);

test('only the right one of two neighbours is rewarded', async () => {
  for (const [right, wrong] of [
    ['36893488147419103233', '36893488147419103232'],
    ['0.12345678901234567891', '0.12345678901234567892'],
  ] as const) {
    const path = `${right}.jsonl`;
    writeFileSync(
      join(folder, path),
      [1, 2].map((n) => `{"prompt": "q${n}", "answer": ${right}}\n`).join(''),
    );
    const [item] = await itemsOf(path);
    expect(await rewardOf(verifier, item?.columns ?? {}, `It is ${right}`)).toBe(1);
    expect(await rewardOf(verifier, item?.columns ?? {}, `It is ${wrong}`)).toBe(0);
  }
});

test('a NaN counts where its column is used, and only there', async () => {
  const write = (name: string, row: string) =>
    writeFileSync(join(folder, name), [1, 2].map((n) => row.replace('#', String(n)) + '\n').join(''));
  write('unused.jsonl', '{"prompt": "q#", "answer": 7, "score": NaN, "other": [Infinity, {"x": -Infinity}]}');
  expect((await itemsOf('unused.jsonl'))[0]?.columns['answer']).toBe(7);
  write('prompt.jsonl', '{"prompt": NaN, "answer": #}');
  await expect(itemsOf('prompt.jsonl')).rejects.toMatchObject({ code: 'datasetInvalid' });
  write('answer.jsonl', '{"prompt": "q#", "answer": NaN}');
  const [item] = await itemsOf('answer.jsonl');
  if (item === undefined) throw new Error('no item');
  expect(() => verifier.checkItem(item)).toThrow(/no text or number/);
});

const shared = fileURLToPath(new URL('../../../../../../shared/cases/datasets/', import.meta.url));
if (!existsSync(shared)) console.log('Skipping the shared datasets: ../shared/cases is not there.');

test.skipIf(!existsSync(shared))('the shared datasets', async () => {
  for (const [i, { columns }] of (await itemsOf(join(shared, 'bigint.jsonl'))).entries()) {
    const right = 9007199254740993n + 2n * BigInt(i);
    expect(await rewardOf(verifier, columns, `#### ${right}`)).toBe(1);
    for (const wrong of [right - 1n, right + 1n]) {
      expect(await rewardOf(verifier, columns, `#### ${wrong}`)).toBe(0);
    }
  }
  const decimals = await itemsOf(join(shared, 'bigdec2.jsonl'));
  const ends = ['', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
  for (const [i, { columns }] of decimals.entries()) {
    for (const [j, end] of ends.entries()) {
      const reward = await rewardOf(verifier, columns, `#### 1234567890.12345678${end}`);
      expect(reward).toBe(i === j ? 1 : 0);
    }
  }
  expect(await itemsOf(join(shared, 'nanextra.jsonl'))).toHaveLength(12);
});
