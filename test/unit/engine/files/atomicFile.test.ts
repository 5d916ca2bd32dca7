import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, replaceFile, writeFileAtomically } from '../../../../src/engine/files/atomicFile';
import { GuardrailError } from '../../../../src/protocol/errors';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();

test('a file is replaced whole, and nothing else stays beside it', async () => {
  const path = join(folder, 'one', 'x.txt');
  mkdirSync(join(folder, 'one'));
  writeFileSync(path, 'a longer text from before');
  await writeFileAtomically(path, [Buffer.from('ne'), Buffer.from('w')]);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(join(folder, 'one'))).toEqual(['x.txt']);
});

test('where writing fails, the file from before stays and the cause is said', async () => {
  mkdirSync(join(folder, 'two'));
  const path = join(folder, 'two', 'x.txt');
  writeFileSync(path, 'before');
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const failing = replaceFile(path, async (handle) => {
    await handle.writeFile('half');
    throw full;
  });
  await expect(failing).rejects.toMatchObject({
    code: 'storeWriteFailed',
    message: expect.stringMatching(/^The disk is full: x\.txt/) as string,
  });
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(join(folder, 'two'))).toEqual(['x.txt']);
});

test('an error of ours passes through', async () => {
  const own = new GuardrailError('cancelled', 'Cancelled.', '');
  const path = join(folder, 'own.txt');
  await expect(replaceFile(path, () => Promise.reject(own))).rejects.toBe(own);
  expect(existsSync(path)).toBe(false);
});

test.runIf(process.platform !== 'win32')('a mode holds, whatever a killed process left behind', async () => {
  const path = join(folder, 'secret.txt');
  writeFileSync(`${path}.${process.pid}.tmp`, 'half', { mode: 0o644 });
  await writeFileAtomically(path, 'text', { mode: 0o600 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await makeFolder(join(folder, 'private', 'below'), { mode: 0o700 });
  expect(statSync(join(folder, 'private', 'below')).mode & 0o777).toBe(0o700);
});

test('a folder below a file cannot be made', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'storeWriteFailed' });
});
