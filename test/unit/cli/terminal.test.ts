// What reaches a terminal: nothing that it would obey, whoever wrote it, and an end that says so when nothing arrives.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { isNodeEnough } from '../../../src/cli/requireNode';
import { jsonText } from '../../../src/cli/jsonText';
import { junitXml } from '../../../src/cli/junitXml';
import { summaryText } from '../../../src/cli/summaryTable';
import { hiddenCharacters, visibleText } from '../../../src/safety/presentation/visibleText';
import { hostileTexts } from '../../support/hostileTexts';
import { cliPath, repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';
import { sampleFacts, sampleSummary } from '../safety/presentation/sampleReport';

const folder = scratchFolder();
/** Sets the clipboard, the title and a colour; C1's own form; turns the direction around. */
const hostile = '\u001b]52;c;cm0gLXJmIH4=\u0007\u001b[31m\u009b31m\u202e\u200b';

function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, [cliPath, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

function obeyed(text: string): readonly string[] {
  return text.match(hiddenCharacters) ?? [];
}

test('one module of the command line writes to a terminal', () => {
  const root = repositoryPath('src/cli');
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /process\.std(?:out|err)|\bconsole\./u.test(readFileSync(join(root, name), 'utf8')))
    .map((name) => relative('.', name).split(sep).join('/'));
  expect(found).toEqual(['terminal.ts']);
});

test('an error that quotes a file, a path or an argument is inert', () => {
  const checkpoint = join(folder, `model${hostile.replaceAll('/', '')}`);
  mkdirSync(checkpoint);
  writeFileSync(
    join(checkpoint, 'config.json'),
    JSON.stringify({ model_type: hostile, architectures: [hostile] }),
  );
  const config = join(folder, 'x.train.json');
  writeFileSync(config, `{ "algorithm": ${JSON.stringify(hostile)}, ${JSON.stringify(hostile)}: 1 }`);
  for (const args of [
    ['inspect', checkpoint, '--verbose'],
    ['inspect', join(folder, `no${hostile}`)],
    ['train', config],
    [`no-command${hostile}`],
    ['compare', '--base', checkpoint, '--tuned', checkpoint, '--judge', hostile],
  ]) {
    const { status, stdout, stderr } = cli(args);
    expect(status).not.toBe(0);
    expect(stderr).toContain('⟨U+001B⟩');
    expect([...obeyed(stdout), ...obeyed(stderr)]).toEqual([]);
  }
});

test('JSON keeps the value, and is inert too', () => {
  const value = { [hostile]: [hostile, '\udc00', 'ä\n😀', ...Object.values(hostileTexts)] };
  const text = jsonText(value);
  expect(obeyed(text)).toEqual([]);
  expect(JSON.parse(text)).toEqual(value);
});

test.each(Object.entries(hostileTexts))('%s is inert in tables and in JUnit XML', (_, text) => {
  const benchmarks = sampleSummary.benchmarks.map((one) => ({ ...one, title: text }));
  const facts = { ...sampleFacts, path: text };
  // print() makes visible what is left.
  expect(obeyed(visibleText(summaryText({ ...sampleSummary, benchmarks, headline: text }, facts)))).toEqual(
    [],
  );
  const gate = (said: string) => junitXml([{ expression: said, outcome: 'failed', explanation: said }]);
  expect(obeyed(gate(text))).toEqual([]);
  const structure = (xml: string) => xml.replace(/"[^"]*"/gu, '""');
  expect(structure(gate(text))).toBe(structure(gate('word')));
});

test.skipIf(!existsSync('/dev/full'))('a full disk behind standard output is said, with exit code 1', () => {
  const { status, stderr } = spawnSync(process.execPath, [cliPath, 'suites'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  expect(stderr).toMatch(/Standard output cannot be written: the disk is full/u);
  expect(status).toBe(1);
});

test('a reader that goes away costs no stack trace', async () => {
  const child = spawn(process.execPath, [cliPath, 'suites', '--json'], { cwd: folder });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
});

test.skipIf(process.platform === 'win32')('a working folder that is gone is said', () => {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" suites';
  const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, cliPath], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(
    /^guardrail-lens: The working folder does not exist any more\.\nChange to a folder/u,
  );
  expect(status).toBe(1);
});

test.each(['', 'relative'])('XDG_CACHE_HOME="%s" counts as not set', (value) => {
  const home = join(folder, `home-${value}`);
  mkdirSync(home);
  const { status, stderr } = cli(['suites'], { XDG_CACHE_HOME: value, XDG_CONFIG_HOME: value, HOME: home });
  expect(status, stderr).toBe(0);
  expect(existsSync(join(home, '.cache', 'guardrail-lens'))).toBe(true);
  expect(existsSync(join(folder, 'guardrail-lens'))).toBe(false);
  expect(existsSync(join(folder, 'relative'))).toBe(false);
});

test.each([
  ['20.20.2', false],
  ['22.14.0', false],
  ['22.15.0', true],
  ['23.7.0', false],
  ['23.8.0', true],
  ['24.0.0', true],
])('Node %s is enough: %s', (version, enough) => {
  expect(isNodeEnough(version)).toBe(enough);
});
