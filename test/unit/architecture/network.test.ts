// "No network call but through one module": read off the sources, and seen in a whole run.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { checkpointPath, cliPath, enginePath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
afterEach(() => vi.unstubAllEnvs());
const network =
  /from '(?:node:)?(?:http|https|http2|net|tls|dgram|undici|ws)'|(?:await|return|=|globalThis\.|window\.)\s*fetch\(|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|sendBeacon/;

/** `serve` takes connections and opens none; its benchmark asks that server, on loopback. */
function isServer(path: string): boolean {
  return [join('engine', 'serve', 'http'), 'benchEndpoint.ts'].some((part) => path.includes(part));
}

function sources(root: string): string[] {
  return readdirSync(repositoryPath(root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(repositoryPath(root), name));
}

test('one folder of the product opens connections', () => {
  const found = [...sources('src'), ...sources('webview')]
    .filter((path) => network.test(readFileSync(path, 'utf8')))
    .map((path) => relative(repositoryPath('.'), path).split(sep).join('/'))
    .filter((path) => !isServer(path));
  expect(found.sort()).toEqual([
    'src/engine/network/httpRequest.ts',
    'src/engine/network/plainConnection.ts',
  ]);
});

test('the hub is asked through its library in one file, and only by the handlers of its requests', () => {
  const hub = join('engine', 'hub');
  const asks = [
    'hubRequest',
    'hubApi',
    'downloadFile',
    'downloadPlanned',
    'planDownload',
    'planBenchmark',
    'getBenchmark',
  ];
  const importers = (from: RegExp): string[] =>
    sources('src')
      .filter((path) => from.test(readFileSync(path, 'utf8')))
      .map((path) => relative(repositoryPath('src'), path).split(sep).join('/'));
  expect(importers(/from '@huggingface\/hub'/)).toEqual(['engine/hub/hubApi.ts']);
  const outside = importers(new RegExp(`^import \\{.*from '.*/hub/(?:${asks.join('|')})'`, 'mu'));
  expect(outside.filter((path) => !path.startsWith(hub.split(sep).join('/')))).toEqual([
    'engine/handlers/hubHandlers.ts',
  ]);
});

/** Ends any process of the run that opens a connection or looks a name up. */
const alarm = `
  import net from 'node:net';
  import dns from 'node:dns';
  const ring = (what) => { process.stderr.write('NETWORK ' + what); process.exit(99); };
  net.Socket.prototype.connect = () => ring('connect');
  dns.lookup = () => ring('lookup');
`;

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

function compare(out: string, ...more: string[]): Ended {
  return compareSides(checkpointPath('llama'), checkpointPath('llama-lora'), out, ...more);
}

function compareSides(base: string, tuned: string, out: string, ...more: string[]): Ended {
  const hook = join(folder, 'alarm.mjs');
  writeFileSync(hook, alarm);
  const args = ['--base', base, '--tuned', tuned, '--limit', '2'];
  return spawnSync(
    process.execPath,
    [cliPath, 'compare', ...args, '--max-new-tokens', '8', '--verbose', '--out', join(folder, out), ...more],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` },
    },
  );
}

test('a whole comparison opens no connection, though the engine could ask the hub', () => {
  expect(readFileSync(enginePath, 'utf8')).toContain('hub/download');
  vi.stubEnv('HF_TOKEN', 'hf_of_the_user');
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:45678');
  const { status, stderr } = compare('quiet.glens', '--aa', '--report', join(folder, 'quiet.html'));
  expect(stderr).not.toContain('NETWORK');
  expect(status, stderr).toBe(0);
});

/** Two checkpoints as a download leaves them in the cache folder. */
function downloaded(): string[] {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  return ['llama', 'llama-lora'].map((name) => {
    const repository = join(folder, 'hub', `models--tiny-org--${name}`);
    cpSync(checkpointPath(name), join(repository, 'snapshots', commit), { recursive: true });
    return `hf:tiny-org/${name}@${commit}`;
  });
}

test('nor does one of pinned checkpoints of the hub that are on this machine', () => {
  const [base = '', tuned = ''] = downloaded();
  vi.stubEnv('HF_HUB_CACHE', join(folder, 'hub'));
  vi.stubEnv('HF_HUB_OFFLINE', '');
  const { status, stderr } = compareSides(base, tuned, 'pinned.glens');
  expect(stderr).not.toContain('NETWORK');
  expect(status, stderr).toBe(0);
});

test('the alarm would ring: a checkpoint of the hub that is not on this machine is a connection', () => {
  vi.stubEnv('HF_HUB_CACHE', join(folder, 'empty'));
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:45679');
  vi.stubEnv('HF_HUB_OFFLINE', '');
  const side = 'hf:tiny-org/llama';
  expect(compareSides(side, side, 'hub.glens').stderr).toContain('NETWORK');
});

test('the alarm would ring: a judge endpoint that the user names is a connection', () => {
  const judge = ['--judge', 'endpoint:strongreject:none@http://127.0.0.1:45679/v1'];
  expect(compare('loud.glens', ...judge).stderr).toContain('NETWORK');
});
