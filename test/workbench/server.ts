// A running server-based workbench over a folder of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installedServer, type InstalledServer, type WorkbenchVersion } from './installedServer';
import { endGroup, spawnGroup } from './processGroup';

const readyMilliseconds = 300_000;

export interface ServerOptions {
  readonly version?: WorkbenchVersion;
  /** A packaged extension to install, as a user does. */
  readonly vsix?: string;
  /** Off by default: every folder is trusted. */
  readonly workspaceTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Seen by the extension host and by what it starts. */
  readonly env?: Readonly<Record<string, string>>;
  /** Does not end by itself when nobody is connected. */
  readonly stays?: boolean;
}

export interface WorkbenchServer {
  readonly port: number;
  readonly version: string;
  /** The server's own folder: data/User/settings.json, data/logs. */
  readonly dataFolder: string;
  /** With `file` open. */
  addressOf(folder: string, file?: string): string;
  writeSettings(settings: Readonly<Record<string, unknown>>): void;
  stop(): void;
}

/** Quiet, and the same for every run. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'files.simpleDialog.enable': true,
  'git.openRepositoryInParentFolders': 'never',
};

/** @throws WorkbenchUnavailable where the server cannot be had. */
export async function startServer(options: ServerOptions = {}): Promise<WorkbenchServer> {
  const installed = installedServer(options.version ?? 'current');
  const dataFolder = mkdtempSync(join(tmpdir(), 'glens-workbench-'));
  const settingsFolder = join(dataFolder, 'data', 'User');
  mkdirSync(settingsFolder, { recursive: true });
  const writeSettings = (settings: Readonly<Record<string, unknown>>): void =>
    writeFileSync(
      join(settingsFolder, 'settings.json'),
      JSON.stringify({ ...quietSettings, ...options.settings, ...settings }, null, 2),
    );
  writeSettings({});
  const remove = (): void => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  try {
    if (options.vsix !== undefined) install(installed, dataFolder, options.vsix);
    const { port, stop } = await run(installed, dataFolder, options);
    return {
      port,
      version: installed.version,
      dataFolder,
      addressOf: (folder, file) => addressOf(port, folder, file),
      writeSettings,
      stop: () => {
        stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function addressOf(port: number, folder: string, file: string | undefined): string {
  const host = `127.0.0.1:${port}`;
  const query = new URLSearchParams({ folder });
  if (file !== undefined) {
    const uri = `vscode-remote://${host}${pathToFileURL(file).pathname}`;
    query.set('payload', JSON.stringify([['openFile', uri]]));
  }
  return `http://${host}/?${query.toString()}`;
}

function folders(dataFolder: string): string[] {
  return ['--server-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')];
}

function install({ node, main }: InstalledServer, dataFolder: string, vsix: string): void {
  const { status, stdout, stderr } = spawnSync(
    node,
    [main, ...folders(dataFolder), '--accept-server-license-terms', '--install-extension', vsix],
    { encoding: 'utf8', timeout: 240_000 },
  );
  if (status !== 0) throw new Error(`The package could not be installed:\n${stdout}\n${stderr}`);
}

function run(
  { node, main }: InstalledServer,
  dataFolder: string,
  options: ServerOptions,
): Promise<{ port: number; stop: () => void }> {
  const child = spawnGroup(
    node,
    [
      main,
      ...[
        '--host',
        '127.0.0.1',
        '--port',
        '0',
        '--without-connection-token',
        '--accept-server-license-terms',
      ],
      ...folders(dataFolder),
      ...['--telemetry-level', 'off', '--log', 'info', '--disable-experiments'],
      // Should nobody be left to end it.
      ...(options.stays === true ? [] : ['--enable-remote-auto-shutdown']),
      ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, XDG_RUNTIME_DIR: dataFolder, ...options.env },
    },
  );
  const stop = (): void => endGroup(child);
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string): void => {
      clearTimeout(overdue);
      stop();
      reject(new Error(`The workbench's server ${what}:\n${output}`));
    };
    const overdue = setTimeout(() => fail('did not start in time'), readyMilliseconds);
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(overdue);
      resolve({ port: Number(port), stop });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with code ${code ?? 'none'}`));
  });
}
