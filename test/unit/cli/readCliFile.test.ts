// Files that arguments name: pipes, devices and files of another kind of size are refused, a byte order mark is passed over.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCliFile } from '../../../src/cli/readCliFile';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const path = join(folder, 'x.json');

test('is read without its byte order mark', () => {
  writeFileSync(path, '\uFEFF{}');
  expect(readCliFile(path)).toBe('{}');
});

test('is refused where it is large', () => {
  writeFileSync(path, 'x'.repeat(4_000_001));
  expect(() => readCliFile(path)).toThrow(/has 4000001 bytes/u);
});

test.skipIf(process.platform === 'win32')('is refused where it is a pipe or a device', () => {
  const pipe = join(folder, 'pipe.json');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  for (const special of [pipe, '/dev/zero', folder])
    expect(() => readCliFile(special)).toThrow(/not a file/u);
  for (const args of [
    ['sweep', pipe],
    ['report', 'x.glens', '--gate', pipe],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [cliPath, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/it is not a file/u);
    expect(status).toBeGreaterThan(0);
  }
});
