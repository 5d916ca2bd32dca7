// Texts of a file, and which are held out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTexts } from '../../../../../src/engine/training/loop/readTexts';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();

function textsOf(name: string, texts: readonly string[], testSize: number) {
  writeFileSync(join(folder, name), texts.map((text) => JSON.stringify({ text })).join('\n'));
  return readTexts({ type: 'text', path: name, column: 'text', test_size: testSize }, folder, 1);
}

test('a repeated text is never learned and measured', async () => {
  const texts = Array.from({ length: 100 }, (_, line) => `text ${line % 10}`);
  const { train, heldOut } = await textsOf('repeated.jsonl', texts, 0.2);
  expect(heldOut).toHaveLength(20);
  expect(train).toHaveLength(80);
  expect(heldOut.filter((text) => train.includes(text))).toEqual([]);
  await expect(textsOf('one.jsonl', ['same', 'same', 'same'], 1)).rejects.toMatchObject({
    code: 'datasetInvalid',
  });
});

test('of different texts exactly so many are held out', async () => {
  const texts = Array.from({ length: 50 }, (_, line) => `text ${line}`);
  const { train, heldOut } = await textsOf('different.jsonl', texts, 7);
  expect([train.length, heldOut.length]).toEqual([43, 7]);
});

test('a row without the text is named', async () => {
  writeFileSync(join(folder, 'gaps.jsonl'), '{"text":"a"}\n\n{"other":"b"}\n');
  await expect(
    readTexts({ type: 'text', path: 'gaps.jsonl', column: 'text', test_size: 0 }, folder, 1),
  ).rejects.toMatchObject({
    code: 'datasetInvalid',
    message: expect.stringContaining('gaps.jsonl, row 3, column "text"') as string,
  });
});
