// `guardrail-lens verify` as a process that another program keeps open.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { VerifyReply } from '../../../src/protocol/verification';
import { cliPath } from '../../support/paths';

const rewards = [{ verifier: 'number' }, { verifier: 'regex', pattern: '^It', weight: 0 }];

function request(completion: string, answer: string): string {
  return JSON.stringify({ rewards, completion, columns: { answer } });
}

function verify(input: string): { status: number | null; replies: VerifyReply[]; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cliPath, 'verify'], {
    input,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, replies: lines.map((line) => JSON.parse(line) as VerifyReply), stderr };
}

test('a reply per line, in order; a wrong line costs its own reply and the exit code', () => {
  const { status, replies, stderr } = verify(
    [request('It is 7', '7'), 'no request', '', 'x'.repeat(17_000_000), request('It is 8', '7')].join('\n'),
  );
  expect(stderr).toBe('');
  expect(status).toBe(1);
  expect(replies).toMatchObject([
    { line: 1, reward: 1, rewards: { number: 1, regex: 1 } },
    { line: 2, error: { code: 'invalidRequest' } },
    { line: 4, error: { message: expect.stringContaining('17000000 bytes') as string } },
    { line: 5, reward: 0, rewards: { number: 0, regex: 1 } },
  ]);
});

test('it answers while its input stays open, and ends with it', async () => {
  const child = spawn(process.execPath, [cliPath, 'verify'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const [completion, reward] of [
    ['It is 7', 1],
    ['It is 8', 0],
  ] as const) {
    child.stdin.write(`${request(completion, '7')}\n`);
    const { value } = await replies.next();
    expect(JSON.parse(String(value))).toMatchObject({ reward });
  }
  child.stdin.end();
  expect(await gone).toEqual([0, null]);
});

test.skipIf(process.platform === 'win32')('an interrupt ends it, whatever is still to come', async () => {
  const child = spawn(process.execPath, [cliPath, 'verify'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  child.stdin.write(`${request('It is 7', '7')}\n`);
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await gone).toEqual([130, null]);
});
