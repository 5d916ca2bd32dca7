// Licence notices and bill of materials of what is packed: of every package, of what is compiled into one, and of what our own
// sources took from others.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedPackages } from '../../../src/build/shippedPackages.mjs';
import { takenSources } from '../../../src/build/takenSources.mjs';
import { thirdPartyNotices } from '../../../src/build/thirdPartyNotices.mjs';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const root = repositoryPath('');
const folders = shippedPackages(['node_modules/zod/index.js'], ['onnxruntime-node', 'pyodide']);
const notices = thirdPartyNotices(root, folders);

test('a package has its licence, and what is inside of a compiled one is told', () => {
  const zod = readFileSync(repositoryPath('node_modules/zod/LICENSE'), 'utf8').trim();
  expect(notices).toContain(zod);
  expect(notices).toMatch(
    /## onnxruntime-node [\d.]+ \(MIT\)[\s\S]*onnxruntime\/blob\/v[\d.]+\/ThirdPartyNotices\.txt/u,
  );
  expect(notices).toMatch(/## pyodide [\d.]+ \(MPL-2\.0\)[\s\S]*Python Software Foundation License/u);
});

test('what was taken from others stands there with its terms, and the files are there', () => {
  for (const { title, files, from, licence } of takenSources) {
    expect(notices).toContain(`## ${title} (${licence})`);
    expect(notices).toContain(from);
    for (const file of files) expect(existsSync(repositoryPath(file)), file).toBe(true);
  }
  expect(notices).not.toContain('undefined');
});

test('every source that says it has something word for word from elsewhere, or is data of ggml, is listed', () => {
  const listed = new Set(takenSources.flatMap(({ files }) => files));
  const own = globSync('{src,webview}/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  const saying = own.filter((file) => {
    const [head = ''] = readFileSync(repositoryPath(file), 'utf8').split(/^import /mu);
    return /verbatim from\s|codebooks of ggml/u.test(head.replace(/\n\/\/ /gu, ' '));
  });
  expect(saying.length).toBeGreaterThan(4);
  expect(saying.filter((file) => !listed.has(file))).toEqual([]);
});

test('a licence that is not known stops the packing', () => {
  const folder = scratchFolder();
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'odd', version: '1.0.0', license: 'Odd-1.0' }),
  );
  expect(() => thirdPartyNotices(folder, ['.'])).toThrow(
    'odd has no licence file, and Odd-1.0 is not known here.',
  );
});
