import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseJsonLines, readJsonLines, writeJsonLines } from '../../../../src/engine/files/jsonLines';
import type { FileKind } from '../../../../src/engine/files/textFile';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const kind: FileKind = { maxBytes: 1000, broken: { code: 'storeInvalid', advice: 'Write it again.' } };
const schema = z.object({ step: z.number() });

test('lines are counted from 1 with any line ends, and empty ones are passed over', () => {
  const text = '\uFEFF{"a":1}\r\n\r\n \n[2]\r"\\n"\nnull\n';
  expect([...parseJsonLines(text)]).toEqual([
    { line: 1, value: { a: 1 } },
    { line: 4, value: [2] },
    { line: 5, value: '\n' },
    { line: 6, value: null },
  ]);
});

test('a line that is not JSON is given with its number, and the ones after it too', () => {
  const lines = [...parseJsonLines('1\n{"a":\n3')];
  expect(lines.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(lines[1]).toMatchObject({ text: '{"a":', cause: expect.any(SyntaxError) as SyntaxError });
  expect(lines[2]).toEqual({ line: 3, value: 3 });
});

test('what was written is read; the half line of a killed process and other shapes are left out', async () => {
  const path = join(folder, 'log.jsonl');
  await writeJsonLines(path, [{ step: 1 }, { step: 2, note: 'two\nlines' }]);
  expect(readFileSync(path, 'utf8')).toBe('{"step":1}\n{"step":2,"note":"two\\nlines"}\n');
  appendFileSync(path, '{"other":3}\n{"step":4}\n{"st');
  expect(await readJsonLines(path, schema, kind)).toEqual([{ step: 1 }, { step: 2 }, { step: 4 }]);
});

test('no file is null; one that is too large is an error of its kind', async () => {
  expect(await readJsonLines(join(folder, 'nowhere.jsonl'), schema, kind)).toBeNull();
  const path = join(folder, 'large.jsonl');
  writeFileSync(path, '{"step":1}\n'.repeat(100));
  await expect(readJsonLines(path, schema, kind)).rejects.toMatchObject({ code: 'storeInvalid' });
});
