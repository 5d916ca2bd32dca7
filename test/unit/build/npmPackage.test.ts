// The command line as it is installed from its packages: by npx, into an empty folder, from a registry that has these packages
// and no others.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { nativePackage, packNpm } from '../../../src/build/npmPackages.mjs';
import { hostTarget, nativeFiles, targets } from '../../../src/build/platforms.mjs';
import { startNpmRegistry, type NpmRegistry } from '../../support/npmRegistry';
import { checkpointPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const root = repositoryPath('');
const scratch = scratchFolder();
const home = join(scratch, 'home');
const user = join(scratch, 'user');
const own = z
  .looseObject({ version: z.string() })
  .parse(JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')));
const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  scripts: z.unknown().optional(),
});

const packed = targets.includes(hostTarget);
if (!packed) console.log(`skipped: there is no package for ${hostTarget}`);

describe.skipIf(!packed)('the packages of the command line', () => {
  let main: Unpacked;
  let native: Unpacked;
  let registry: NpmRegistry;

  beforeAll(async () => {
    for (const folder of [home, user]) mkdirSync(folder);
    const archives = await packNpm({ folder: join(scratch, 'packages'), of: [hostTarget] });
    const unpacked = archives.map(unpack);
    const [first, second] = unpacked;
    if (first === undefined || second === undefined) throw new Error('Two packages are made.');
    main = first;
    native = second;
    registry = await startNpmRegistry(unpacked);
  });
  afterAll(async () => {
    await registry.close();
  });

  test('depend on the native files alone, and run nothing when they are installed', () => {
    const { dependencies, optionalDependencies, scripts } = main.manifest;
    expect(dependencies).toBeUndefined();
    expect(Object.keys(optionalDependencies ?? {})).toEqual(targets.map(nativePackage));
    expect(new Set(Object.values(optionalDependencies ?? {}))).toEqual(new Set([own.version]));
    expect(scripts).toBeUndefined();
    expect(native.manifest.scripts).toBeUndefined();
    expect(native.manifest.dependencies).toBeUndefined();
  });

  test('carry licences and a bill of what is in them, and nothing of VS Code', () => {
    const names = main.files;
    for (const name of ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'sbom.cdx.json', 'CHANGELOG.md']) {
      expect(names).toContain(name);
    }
    expect(
      names.filter((name) =>
        /\.(?:node|so|dylib|dll|map|ts)(?:\.|$)|^dist\/(?:webview|extension)/u.test(name),
      ),
    ).toEqual([]);
    expect(native.files).toEqual(
      [
        ...nativeFiles(root, hostTarget),
        'LICENSE',
        'README.md',
        'THIRD-PARTY-NOTICES.md',
        'package.json',
      ].sort(),
    );
  });

  test('npx runs it from an empty folder, asking for nothing but these packages', async () => {
    const version = await npx('--version');
    expect(version).toMatchObject({ status: 0, stdout: `${own.version}\n` });
    const archives = registry.asked.filter((path) => path.startsWith('-/')).map((path) => basename(path));
    expect(archives.sort()).toEqual([
      `guardrail-lens-${own.version}.tgz`,
      `guardrail-lens-runtime-${hostTarget}-${own.version}.tgz`,
    ]);
    const help = await npx('--help');
    expect(help.status, help.stderr).toBe(0);
    expect(help.stdout).toMatch(/^Usage: guardrail-lens /u);
    expect(help.stdout).toContain('compare');
  });

  test('and compares the built-in checkpoints, writes a report and reads the file again', async () => {
    const compared = await npx(
      ...['compare', '--base', 'built-in:glens-tiny', '--tuned', 'built-in:glens-tiny-sft-harmless'],
      ...['--suite', 'built-in', '--limit', '2', '--max-new-tokens', '24', '--threads', '1'],
      ...['--out', 'x.glens', '--report', 'x.html'],
    );
    expect(compared.status, compared.stderr).toBe(0);
    expect(existsSync(join(user, 'x.glens'))).toBe(true);
    expect(readFileSync(join(user, 'x.html'), 'utf8')).toContain('glens-tiny-sft-harmless');
    const report = await npx('report', 'x.glens', '--json');
    expect(report.status, report.stderr).toBe(0);
    const document = z
      .object({
        status: z.string(),
        responses: z.number(),
        versions: z.record(z.string(), z.string()).optional(),
      })
      .parse(JSON.parse(report.stdout));
    expect(document.status).toBe('complete');
    expect(document.responses).toBeGreaterThan(20);
  });

  test('names the built-in checkpoints that there are', async () => {
    const wrong = await npx('inspect', 'built-in:none');
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('built-in:glens-tiny-sft-harmless');
  });

  test('says what it does not carry', async () => {
    const bench = await npx(
      ...['bench', 'generation', '--peer', 'transformers', '--batch', '1', '--new-tokens', '1'],
      ...['--model', checkpointPath('llama')],
    );
    expect(bench.status).toBe(1);
    expect(bench.stderr).toContain('transformers.js is not part of this installation');
  });

  test('without the native files a comparison is still read, and what is missing is said before a model runs', async () => {
    const bare = { npm_config_omit: 'optional', npm_config_cache: join(home, 'bare') };
    const compared = await npxWith(bare, 'generate', 'built-in:glens-tiny', 'Hello');
    expect(compared.status).toBe(1);
    expect(compared.stderr).toContain(`Models cannot be run on ${hostTarget} by this installation`);
    const report = await npxWith(bare, 'report', 'x.glens');
    expect(report.status, report.stderr).toBe(0);
  });

  function npx(...args: string[]): Promise<Ended> {
    return npxWith({}, ...args);
  }

  function npxWith(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
    return run(['exec', '--yes', '--', 'guardrail-lens', ...args], {
      npm_config_registry: registry.url,
      ...settings,
    });
  }
});

interface Unpacked {
  readonly archive: string;
  readonly manifest: z.infer<typeof manifestSchema>;
  /** With `/`, sorted. */
  readonly files: readonly string[];
}

function unpack(archive: string): Unpacked {
  execFileSync('tar', ['-xzf', basename(archive)], { cwd: dirname(archive) });
  const folder = join(dirname(archive), 'package');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  rmSync(folder, { recursive: true });
  return { archive, manifest, files };
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** npm in the empty folder of a user who has a cache of their own, with the Node that runs this. */
function run(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const cli = process.env['npm_execpath'];
  const [command, before] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_|^GLENS_/iu.test(name));
  const child = spawn(command, [...before, ...args], {
    cwd: user,
    shell: cli === undefined && process.platform === 'win32',
    env: {
      ...Object.fromEntries(inherited),
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: home,
      USERPROFILE: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      npm_config_cache: join(home, 'npm'),
      npm_config_userconfig: join(home, '.npmrc'),
      npm_config_update_notifier: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      ...settings,
    },
  });
  const ended = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => (ended.stdout += String(part)));
  child.stderr.on('data', (part) => (ended.stderr += String(part)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...ended }));
  });
}
