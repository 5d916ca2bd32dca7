// What the product is made of, read off the lock file: no network is needed to see that it changed.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryPath } from '../../support/paths';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      license: z.string().optional(),
    }),
  ),
});

const lock = lockSchema.parse(JSON.parse(readFileSync(repositoryPath('package-lock.json'), 'utf8')));
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

test('every package is pinned by its contents, none comes from a repository or a folder', () => {
  expect(packages.length).toBeGreaterThan(100);
  for (const [path, { integrity, resolved, link }] of packages) {
    expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]+=*$/u);
    expect(link, path).toBeUndefined();
    expect(resolved ?? 'https:', path).toMatch(/^https:/u);
  }
});

test('the packages that run code of their own when they are installed are known', () => {
  const running = packages
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path);
  expect(running.sort()).toEqual([
    'node_modules/@vscode/vsce-sign',
    'node_modules/esbuild',
    'node_modules/keytar',
    'node_modules/node',
    'node_modules/onnxruntime-node',
    'node_modules/onnxruntime-web/node_modules/protobufjs',
  ]);
});

test('every package of the product has a licence that it may be distributed under', () => {
  const known =
    /^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BSL-1\.0|MPL-2\.0|LGPL-3\.0-or-later|CC0-1\.0)$/u;
  for (const [path, { dev, license = '' }] of packages) {
    if (dev === true) continue;
    const parts = license.replace(/[()]/gu, '').split(/ (?:AND|OR) /u);
    expect(
      parts.filter((part) => !known.test(part)),
      path,
    ).toEqual([]);
  }
});
