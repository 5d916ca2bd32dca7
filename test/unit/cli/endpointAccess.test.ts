// A comparison file from elsewhere that names a server: nothing is sent before the user of this machine agrees.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeServer, sendJson } from '../../support/fakeServer';
import { cliPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();

/** Not synchronous: the server answers from this process. */
function cli(
  known: string,
  ...args: string[]
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: folder,
    env: { ...process.env, GLENS_ENDPOINTS_FILE: known },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr })));
}

test('resume asks before a server is asked, and remembers the answer on this machine alone', async () => {
  const server = await fakeServer((response, { method }) => {
    if (method === 'GET') sendJson(response, 200, { data: [{ id: 'a' }, { id: 'b' }] });
    else sendJson(response, 400, { error: { message: 'not now' } });
  });
  const file = join(folder, 'elsewhere.glens');
  const subject = (model: string): string => `endpoint:${model}@${server.url}`;
  const theirs = join(folder, 'their-endpoints.json');
  const made = await cli(
    theirs,
    ...['compare', '--base', subject('a'), '--tuned', subject('b'), '--limit', '1', '--out', file],
  );
  expect(made.stderr).toMatch(/not now/u);
  expect(server.seen.length).toBeGreaterThan(0);

  const ours = join(folder, 'our-endpoints.json');
  const before = server.seen.length;
  const refused = await cli(ours, 'resume', file);
  expect(refused.status).toBe(1);
  const { origin } = new URL(server.url);
  expect(refused.stderr).toContain(`This comparison sends its prompts to ${origin}.`);
  expect(refused.stderr).toContain('--allow-endpoints');
  expect(server.seen.length).toBe(before);
  expect(existsSync(ours)).toBe(false);

  await cli(ours, 'resume', file, '--allow-endpoints');
  const asked = server.seen.length;
  expect(asked).toBeGreaterThan(before);
  expect(JSON.parse(readFileSync(ours, 'utf8'))).toEqual({ hosts: {}, allowed: [origin] });
  // Remembered, there and where the comparison was made.
  await cli(ours, 'resume', file);
  expect(server.seen.length).toBeGreaterThan(asked);
  const again = server.seen.length;
  await cli(theirs, 'resume', file);
  expect(server.seen.length).toBeGreaterThan(again);
});
