import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  allowOrigins,
  bindHostKey,
  hostKeysFile,
  keyFor,
  listHostKeys,
  originOf,
  unknownOrigins,
  unbindHostKey,
} from '../../../../src/engine/network/hostKeys';
import { scratchFolder } from '../../../support/scratch';

const path = join(scratchFolder(), 'config', 'endpoints.json');
const before = { ...process.env };

beforeEach(() => {
  process.env = {
    ...before,
    GLENS_ENDPOINTS_FILE: path,
    GLENS_TEST_KEY: 'sk-one',
    GLENS_OTHER_KEY: 'sk-two',
  };
  rmSync(dirname(path), { recursive: true, force: true });
});
afterEach(() => {
  process.env = before;
});

function write(text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

it('binds, lists and unbinds by origin, and keeps nothing but the name of the variable', async () => {
  expect(await listHostKeys()).toEqual([]);
  await bindHostKey('https://API.example.com:443/v1', 'GLENS_TEST_KEY');
  await bindHostKey('http://localhost:8000/v1', 'GLENS_OTHER_KEY');
  await bindHostKey('http://localhost:8000', 'GLENS_TEST_KEY');
  const hosts = {
    'http://localhost:8000': { keyEnv: 'GLENS_TEST_KEY' },
    'https://api.example.com': { keyEnv: 'GLENS_TEST_KEY' },
  };
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ hosts });
  expect(readdirSync(dirname(path))).toEqual(['endpoints.json']);
  expect(await listHostKeys()).toEqual([
    { origin: 'http://localhost:8000', keyEnv: 'GLENS_TEST_KEY' },
    { origin: 'https://api.example.com', keyEnv: 'GLENS_TEST_KEY' },
  ]);
  expect(await unbindHostKey('http://localhost:8000/v1')).toBe(true);
  expect(await unbindHostKey('http://localhost:8000/v1')).toBe(false);
  expect(await listHostKeys()).toHaveLength(1);
});

it.runIf(process.platform !== 'win32')('is readable by its owner alone', async () => {
  write('{"hosts":{}}');
  await bindHostKey('https://api.example.com', 'GLENS_TEST_KEY');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('finds the key by origin: what is given at run time first, then the bound variable', async () => {
  await bindHostKey('https://api.example.com', 'GLENS_TEST_KEY');
  const url = 'https://api.example.com/v1';
  expect(await keyFor(url, {})).toBe('sk-one');
  expect(await keyFor(url, { 'https://api.example.com': 'given' })).toBe('given');
  expect(await keyFor(url, { 'https://API.example.com:443/v1': 'given' })).toBe('given');
  expect(await keyFor(url, { 'https://api.example.com': '', 'not a url': 'x' })).toBe('sk-one');
});

it('gives the key to no other origin', async () => {
  await bindHostKey('https://api.example.com', 'GLENS_TEST_KEY');
  for (const url of [
    'http://api.example.com/v1',
    'https://api.example.com:8443/v1',
    'https://api.example.com.evil.org/v1',
    'https://evil.org/https://api.example.com/v1',
  ]) {
    expect(await keyFor(url, { 'https://api.example.com': 'given' })).toBeNull();
  }
});

it('says that a bound variable is not set', async () => {
  await bindHostKey('https://api.example.com', 'GLENS_UNSET_KEY');
  await expect(keyFor('https://api.example.com/v1', {})).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.stringContaining('GLENS_UNSET_KEY') as string,
  });
});

it('does not bind a key itself, or a key to a host that would get it unencrypted', async () => {
  await expect(bindHostKey('https://api.example.com', 'sk-one')).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.not.stringContaining('sk-one') as string,
  });
  await expect(bindHostKey('http://api.example.com', 'GLENS_TEST_KEY')).rejects.toThrow(/unencrypted/u);
  expect(await listHostKeys()).toEqual([]);
});

it.each([
  ['{', /not valid JSON/u],
  ['[]', /wrong fields/u],
  ['{"hosts":{"https://a.b":{"key":"sk-one"}}}', /wrong fields: hosts → https:\/\/a\.b/u],
  ['{"hosts":{"https://a.b":{"keyEnv":"sk-one"}}}', /not the name of an environment variable/u],
  ['{"hosts":{"a.b":{"keyEnv":"KEY"}}}', /not a URL \(a\.b\)/u],
])('refuses the file %s', async (text, message) => {
  write(text);
  await expect(listHostKeys()).rejects.toMatchObject({
    code: 'configInvalid',
    message: expect.stringMatching(message) as string,
  });
  await expect(bindHostKey('https://c.d', 'KEY')).rejects.toMatchObject({ code: 'configInvalid' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('lies in the user’s configuration folder', () => {
  process.env = { ...before, XDG_CONFIG_HOME: join('/', 'conf') };
  delete process.env['GLENS_ENDPOINTS_FILE'];
  expect(hostKeysFile()).toBe(join('/', 'conf', 'guardrail-lens', 'endpoints.json'));
});

it.each([
  ['https://EXAMPLE.com:443/v1/', 'https://example.com'],
  ['http://localhost:80', 'http://localhost'],
  ['http://[::1]:8000/v1', 'http://[::1]:8000'],
])('the origin of %s is %s', (url, origin) => expect(originOf(url)).toBe(origin));

it('knows the hosts that have a key, and those that were allowed; binding keeps what is allowed', async () => {
  const urls = [
    'https://a.example/v1',
    'https://b.example/v1',
    'https://b.example/other',
    'http://localhost:8000',
  ];
  expect(await unknownOrigins(urls)).toEqual([
    'https://a.example',
    'https://b.example',
    'http://localhost:8000',
  ]);
  await bindHostKey('https://a.example/v1', 'GLENS_TEST_KEY');
  await allowOrigins(['https://b.example/v1']);
  await bindHostKey('https://c.example', 'GLENS_OTHER_KEY');
  // Another port and another scheme are another server.
  expect(await unknownOrigins([...urls, 'https://b.example:444', 'http://b.example'])).toEqual([
    'http://localhost:8000',
    'https://b.example:444',
    'http://b.example',
  ]);
  expect(await keyFor('https://b.example', {})).toBeNull();
});

it('refuses an address that is longer than addresses can be', async () => {
  const url = `http://Infinity.0.1${'{'.repeat(70_000)}${'}'.repeat(70_000)}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ allowed: [url] }));
  await expect(listHostKeys()).rejects.toMatchObject({ code: 'configInvalid' });
});
