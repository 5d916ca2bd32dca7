import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createChatTokenizer } from '../../../../../src/engine/checkpoints/tokenizer/chatTokenizer';
import { runTemplate } from '../../../../../src/engine/checkpoints/tokenizer/templateRunner';
import { expectError, tinyTokenizer } from '../tinyFolders';

const chat = [{ role: 'user', content: 'hi' }] as const;

function render(template: string, timeLimitMs?: number): Promise<string[]> {
  const limit = timeLimitMs === undefined ? {} : { timeLimitMs };
  return runTemplate({ template, chats: [chat], variables: {}, ...limit });
}

const doubled = (times: number) =>
  `{% set n = namespace(s='xxxxxxxxxxxxxxxx') %}{% for i in range(${times}) %}{% set n.s = n.s ~ n.s %}{% endfor %}`;

test('a template that loops is stopped, and the next one is not affected', async () => {
  const endless =
    '{% for i in range(10000) %}{% for j in range(10000) %}{% set x = i * j %}{% endfor %}{% endfor %}';
  const stopped = expectError(render(endless, 300), 'templateInvalid', /did not finish within 0.3 seconds/);
  const after = render('fine {{ messages[0].content }}');
  await stopped;
  expect(await after).toEqual(['fine hi']);
});

test.each([
  ['a range longer than the sandbox allows', '{{ range(400000000)|length }}', /Range too big/],
  [
    'memory that grows',
    '{% set n = namespace(s=[0]) %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}',
    /memory|Invalid array length/,
  ],
  [
    'a string that fills the heap at once',
    `${doubled(24)}{{ n.s | replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyy') }}`,
    /memory/,
  ],
  ['strings that double', `${doubled(60)}{{ n.s }}`, /Invalid string length/],
  ['a long prompt', `${doubled(20)}{{ n.s }}`, /more than 4000000 characters/],
  ['an exception of its own', "{{ raise_exception('only users may speak') }}", /only users may speak/],
  ['a syntax error', '{% for %}', /failed/],
  ['nesting without end', '{{ ' + '('.repeat(400_000), /failed|memory/],
])('%s becomes an error', async (_, template, message) => {
  // A machine that is busy must not reach the time limit first.
  await expectError(render(template, 100_000), 'templateInvalid', message);
  expect(await render('fine')).toEqual(['fine']);
});

test('a template of 100 MB is refused before it is parsed', async () => {
  const chatTemplate = 'x'.repeat(100_000_000);
  const source = { tokenizerJson: tinyTokenizer, tokenizerConfig: {}, chatTemplate, extraEosTokenIds: [] };
  await expectError(() => createChatTokenizer(source), 'templateInvalid', /100000000 characters/);
});

test('a template reaches no JavaScript object', async () => {
  const [text] = await render(
    "{{ messages.constructor is defined }} {{ messages[0]['__proto__'] is defined }} {{ process is defined }}",
  );
  expect(text).toBe('False False False');
});

test('answers come in order, also to several callers at once and over many batches', async () => {
  const texts = await Promise.all(
    ['a', 'b', 'c'].map((letter) => render(`${letter}{{ messages[0].content }}`)),
  );
  expect(texts).toEqual([['ahi'], ['bhi'], ['chi']]);
  const chats = Array.from({ length: 600 }, (_, i) => [{ role: 'user' as const, content: String(i) }]);
  const many = await runTemplate({ template: '{{ messages[0].content }}', chats, variables: {} });
  expect(many).toEqual(chats.map(([message]) => message?.content));
});

test.skipIf(process.platform === 'win32')(
  'a process that is ended from outside says nothing of the template: it is started again',
  async () => {
    await render('warm');
    const before = await rendererPid();
    process.kill(before, 'SIGKILL');
    expect(await render('fine')).toEqual(['fine']);
    const after = await rendererPid();
    expect(after).not.toBe(before);
    const slow = render(
      '{% for i in range(1000) %}{% for j in range(1000) %}{% set x = i * j %}{% endfor %}{% endfor %}done',
      100_000,
    );
    process.kill(after, 'SIGTERM');
    expect(await slow).toEqual(['done']);
  },
);

/** Of the process that renders: a child of this one. */
async function rendererPid(): Promise<number> {
  await render('here');
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const line = stdout.split('\n').find((one) => {
    const [, parent] = one.trim().split(/\s+/u);
    return parent === String(process.pid) && one.includes('templateWorker');
  });
  return Number(line?.trim().split(/\s+/u)[0]);
}
