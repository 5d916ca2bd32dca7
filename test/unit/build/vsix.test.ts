// The extension's packages: each is made, and holds its own platform's native files and no others, what a gallery asks for, and
// the licences of what is inside.
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packVsix, stageExtension } from '../../../src/build/package.mjs';
import { nativeFiles, targets } from '../../../src/build/platforms.mjs';
import { repositoryFields } from '../../../src/build/repositoryFields.mjs';
import { openZip, type ZipArchive } from '../../../src/engine/interchange/zip/readZip';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const root = repositoryPath('');
const scratch = scratchFolder();
const stage = join(scratch, 'stage');
const limits = { entries: 10_000, entryBytes: 1e8, bytes: 1e9 };
const runtime = 'extension/dist/node_modules/onnxruntime-node/';

beforeAll(async () => {
  mkdirSync(stage);
  await stageExtension(stage);
});

describe.each(targets)('the VSIX for %s', (target) => {
  let vsix: ZipArchive;
  beforeAll(async () => {
    const path = join(scratch, `${target}.vsix`);
    await packVsix(stage, target, path);
    vsix = openZip(readFileSync(path), limits);
  });

  test('is marked for it', () => {
    expect(String(vsix.read('extension.vsixmanifest'))).toContain(`TargetPlatform="${target}"`);
  });

  test('holds its native files alone, all for its system and processor', () => {
    const native = vsix.names.filter((name) => /\.(?:node|so|dylib|dll|exe)(?:\.|$)/u.test(name));
    expect(native.map((name) => name.slice(name.lastIndexOf('/') + 1)).sort()).toEqual(
      nativeFiles(root, target),
    );
    expect(native.every((name) => name.startsWith(`${runtime}bin/`))).toBe(true);
    for (const name of native) expect(machineOf(vsix.read(name) ?? Buffer.alloc(0)), name).toBe(target);
  });

  test('has what runs, the licences and the bill of materials, and no source', () => {
    for (const name of [
      'extension.cjs',
      'cli.mjs',
      'engine.mjs',
      'pythonThread.mjs',
      'node_modules/pyodide/pyodide.asm.wasm',
    ]) {
      expect(vsix.names).toContain(`extension/dist/${name}`);
    }
    // vsce writes README and changelog in lower case, and names the licence with its type.
    for (const name of [
      'readme.md',
      'changelog.md',
      'LICENSE.txt',
      'THIRD-PARTY-NOTICES.md',
      'sbom.cdx.json',
    ]) {
      expect(vsix.names).toContain(`extension/${name}`);
    }
    expect(
      vsix.names.filter((name) => /\.(?:ts|map|glens|tgz)$|^extension\/(?:src|test)\//u.test(name)),
    ).toEqual([]);
  });
});

test('the bill of materials and the notices name the same packages, those that are shipped as they are among them', () => {
  const bill = z
    .object({ components: z.array(z.object({ name: z.string(), version: z.string() })) })
    .parse(JSON.parse(readFileSync(join(stage, 'sbom.cdx.json'), 'utf8')));
  const named = bill.components.map(({ name, version }) => `${name} ${version}`);
  const notices = readFileSync(join(stage, 'THIRD-PARTY-NOTICES.md'), 'utf8').split('## Codebooks')[0] ?? '';
  const headings = [...notices.matchAll(/^## (.+)$/gmu)].flatMap(([, titles = '']) =>
    titles.split(/(?<=\)), /u),
  );
  const listed = headings.filter((one) => /^\S+ \d+\.\d+\.\d+\S* \(.+\)$/u.test(one));
  expect(
    [...new Set(listed.map((one) => one.replace(/ \([^()]*(?:\([^()]*\))?[^()]*\)$/u, '')))].sort(),
  ).toEqual(named.sort());
  const shipped = globSync('dist/node_modules/*/package.json', { cwd: stage }).map((file) =>
    basename(dirname(file)),
  );
  expect(shipped.sort()).toEqual(['onnxruntime-common', 'onnxruntime-node', 'pyodide']);
  expect(bill.components.map(({ name }) => name)).toEqual(expect.arrayContaining(shipped));
});

test('the manifest has what galleries ask for', () => {
  const manifest = z
    .looseObject({
      publisher: z.string().min(1),
      license: z.string(),
      icon: z.string(),
      private: z.undefined().optional(),
      dependencies: z.undefined().optional(),
      keywords: z.array(z.string()).max(30),
    })
    .parse(JSON.parse(readFileSync(join(stage, 'package.json'), 'utf8')));
  const icon = readFileSync(join(stage, manifest.icon));
  // A PNG's width and height, in pixels.
  expect(icon.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  expect(icon.readUInt32BE(20)).toBe(icon.readUInt32BE(16));
});

test('whoever publishes says where the sources lie', () => {
  expect(repositoryFields('')).toEqual({});
  expect(repositoryFields('https://git.example/owner/name')).toEqual({
    repository: { type: 'git', url: 'https://git.example/owner/name.git' },
    homepage: 'https://git.example/owner/name',
    bugs: { url: 'https://git.example/owner/name/issues' },
  });
  expect(() => repositoryFields('git@git.example:owner/name')).toThrow('no https address');
});

/** The target that a native file was made for, by its header: ELF, Mach-O or PE. */
function machineOf(file: Buffer): string | undefined {
  if (file.toString('latin1', 0, 4) === '\u007fELF') {
    return new Map([
      [0x3e, 'linux-x64'],
      [0xb7, 'linux-arm64'],
    ]).get(file.readUInt16LE(18));
  }
  if (file.readUInt32LE(0) === 0xfeed_facf) {
    return file.readUInt32LE(4) === 0x0100_000c ? 'darwin-arm64' : undefined;
  }
  if (file.toString('latin1', 0, 2) !== 'MZ') return undefined;
  return new Map([
    [0x8664, 'win32-x64'],
    [0xaa64, 'win32-arm64'],
  ]).get(file.readUInt16LE(file.readUInt32LE(0x3c) + 4));
}
