import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkShape, readJsonFile } from '../../../../src/engine/files/jsonFile';
import type { FileKind } from '../../../../src/engine/files/textFile';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const schema = z.object({ name: z.string(), parts: z.array(z.object({ size: z.number() })) });
const kind: FileKind = {
  maxBytes: 100,
  broken: { code: 'suiteInvalid', advice: 'Write it again.' },
  unreadable: { code: 'configInvalid', advice: 'Ask its owner.' },
};

function write(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

test('gives the value, with or without a byte order mark, and null where there is no file', async () => {
  const text = '{"name":"x","parts":[{"size":2}],"more":1}';
  const value = { name: 'x', parts: [{ size: 2 }] };
  expect(await readJsonFile(write('plain.json', text), schema, kind)).toEqual(value);
  expect(await readJsonFile(write('marked.json', `\uFEFF${text}`), schema, kind)).toEqual(value);
  expect(await readJsonFile(join(folder, 'nowhere.json'), schema, kind)).toBeNull();
  expect(await readJsonFile(join(folder, 'plain.json', 'below'), schema, kind)).toBeNull();
});

test.each([
  ['truncated.json', '{"name":', /truncated\.json is not valid JSON: /],
  ['empty.json', '', /empty\.json is not valid JSON: /],
  ['shape.json', '{"parts":[{"size":"2"}]}', /shape\.json has wrong fields: name: .*; parts → 0 → size: /],
  ['other.json', '[]', /other\.json has wrong fields: the file: /],
  ['large.json', `"${'x'.repeat(99)}"`, /large\.json has 101 bytes; at most 100 are read/],
])('%s is an error of its kind that names the file', async (name, text, message) => {
  await expect(readJsonFile(write(name, text), schema, kind)).rejects.toMatchObject({
    code: 'suiteInvalid',
    advice: 'Write it again.',
    message: expect.stringMatching(message) as string,
  });
});

test('a file of exactly the most bytes is read', async () => {
  const text = `"${'x'.repeat(98)}"`;
  expect(await readJsonFile(write('fits.json', text), z.string(), kind)).toHaveLength(98);
});

test('a folder is not a file', async () => {
  const path = join(folder, 'folder.json');
  mkdirSync(path);
  await expect(readJsonFile(path, schema, kind)).rejects.toMatchObject({
    code: 'suiteInvalid',
    message: `${path} is not a file.`,
  });
});

test.runIf(process.platform !== 'win32')('a pipe is refused, not waited for', async () => {
  const path = join(folder, 'pipe.json');
  execFileSync('mkfifo', [path]);
  await expect(readJsonFile(path, schema, kind)).rejects.toMatchObject({ code: 'suiteInvalid' });
});

test('what cannot be opened has its own error where the kind has one', async () => {
  // Longer than any file system's names; root may read everything else.
  const path = join(folder, 'x'.repeat(5000));
  await expect(readJsonFile(path, schema, kind)).rejects.toMatchObject({
    code: 'configInvalid',
    advice: 'Ask its owner.',
  });
  const { unreadable: _, ...plain } = kind;
  await expect(readJsonFile(path, schema, plain)).rejects.toMatchObject({ code: 'suiteInvalid' });
});

test('an error names five wrong fields, not all of a thousand', () => {
  const rows = Array.from({ length: 1000 }, () => 'x');
  expect(() => checkShape(z.array(z.number()), rows, 'rows.json', kind)).toThrow(
    /^rows\.json has wrong fields: 0: [^;]*; 1: [^;]*; 2: [^;]*; 3: [^;]*; 4: [^;]*\.$/u,
  );
});
