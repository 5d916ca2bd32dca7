// VS Code's server-based workbench from npm, and a Node to run it with, kept in a cache of the user between runs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { npm } from './npm';
import { WorkbenchUnavailable } from './unavailable';

export type WorkbenchVersion = 'current' | 'lowest';

export interface InstalledServer {
  /** server-main.js */
  readonly main: string;
  readonly node: string;
  readonly version: string;
}

interface Release {
  readonly codeServer: string;
  /** null: the Node that runs this. */
  readonly node: string | null;
}

/** `lowest` carries VS Code 1.103.2, the lowest that `engines` allows, with the Node of its time. */
const releases: Record<WorkbenchVersion, Release> = {
  current: { codeServer: '4.139.1', node: null },
  lowest: { codeServer: '4.103.2', node: '22.17.1' },
};

const vscodeFolder = join('package', 'lib', 'vscode');

/** Sets up what is missing; later calls find it. */
export function installedServer(version: WorkbenchVersion): InstalledServer {
  const { codeServer, node } = releases[version];
  const folder = cached(`code-server-${codeServer}`, (target) => {
    unpack(`code-server@${codeServer}`, target);
    const vscode = join(target, vscodeFolder);
    npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], vscode);
    giveRipgrep(vscode);
  });
  return {
    main: join(folder, vscodeFolder, 'out', 'server-main.js'),
    node: node === null ? process.execPath : installedNode(node),
    version: codeServer,
  };
}

/**
 * The older server's search is a program that an install script would download. The newer one carries it as a
 * package.
 */
function giveRipgrep(vscode: string): void {
  const wanted = join(vscode, 'node_modules', '@vscode', 'ripgrep');
  if (!existsSync(wanted)) return;
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const newer = dirname(dirname(installedServer('current').main));
  const platform = `${process.platform}-${process.arch}`;
  mkdirSync(join(wanted, 'bin'), { recursive: true });
  copyFileSync(
    join(newer, 'node_modules', '@vscode', 'ripgrep-universal', 'bin', platform, name),
    join(wanted, 'bin', name),
  );
}

function installedNode(version: string): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = cached(`${name}-${version}`, (target) => unpack(`${name}@${version}`, target));
  return join(folder, 'package', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'guardrail-lens', 'workbench');
}

/** A set-up that is interrupted leaves only a folder that nobody looks at; the next one starts afresh. */
function cached(name: string, setUp: (target: string) => void): string {
  const base = cacheFolder();
  const final = join(base, name);
  if (existsSync(final)) return final;
  console.log(`Setting up ${name} in ${base} …`);
  mkdirSync(base, { recursive: true });
  const working = mkdtempSync(join(base, `.${name}-`));
  try {
    setUp(working);
    renameSync(working, final);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(final)) throw error;
  } finally {
    rmSync(working, { recursive: true, force: true });
  }
  return final;
}

function unpack(specifier: string, target: string): void {
  npm(['pack', '--ignore-scripts', specifier], target);
  const archive = readdirSync(target).find((entry) => entry.endsWith('.tgz'));
  if (archive === undefined) throw new WorkbenchUnavailable(`npm pack ${specifier} gave no archive.`);
  const { status } = spawnSync('tar', ['-xzf', archive], { cwd: target });
  if (status !== 0) throw new WorkbenchUnavailable(`tar could not unpack ${archive}.`);
  rmSync(join(target, archive));
}
