// A comparison over three servers of the same model, one of which is killed in its middle, says what one server says.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCommand } from '../../kills/killedProcess';
import { cliPath, mediaFolder } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();
const served: ChildProcess[] = [];
afterAll(() => {
  for (const child of served) child.kill('SIGKILL');
});

/** A server of the built-in model; where it can be reached. */
async function serve(): Promise<{ readonly child: ChildProcess; readonly url: URL }> {
  const model = `${mediaFolder}checkpoints/glens-tiny`;
  const args = ['serve', model, '--port', '0', '--fixed-batch', '--batch-size', '4', '--threads', '1'];
  const child = spawn(process.execPath, [cliPath, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  served.push(child);
  const { stderr } = child;
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, at] = /Serving at (\S+)/u.exec(said) ?? [];
      if (at !== undefined) resolve(at);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  return { child, url: new URL(url) };
}

/** Stands before a server and counts what it is asked. @param onAnswer gets how many questions were answered */
async function counted(
  target: URL,
  onAnswer: (answered: number) => void,
): Promise<{ readonly url: string; readonly answered: () => number; close(): void }> {
  let answered = 0;
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const forward = request(
      { host: target.hostname, port: target.port, path, method, headers },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(outgoing);
        response.on('error', () => outgoing.destroy());
        response.on('end', () => {
          if (method === 'POST') onAnswer(++answered);
        });
      },
    );
    forward.on('error', () => outgoing.destroy());
    incoming.pipe(forward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    answered: () => answered,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Of a comparison over these servers: what was answered, and the row of the summary table that holds the change. */
async function compared(name: string, urls: readonly string[]): Promise<{ rows: string; stdout: string }> {
  const subject = `endpoint:glens-tiny@${urls.join(',')}`;
  const file = join(folder, `${name}.glens`);
  const compare = await runCommand(
    [
      ...['compare', '--base', `${mediaFolder}checkpoints/glens-tiny`, '--tuned', subject, '--out', file],
      ...['--suite', 'glens-cybercrime', '--suite', 'glens-overrefusal', '--limit', '30'],
      ...['--max-new-tokens', '24', '--fixed-batch', '--batch-size', '6', '--threads', '1'],
    ],
    folder,
    null,
  );
  expect(compare.stderr).not.toMatch(/without an answer/u);
  expect(compare.status).toBe(0);
  const table = join(folder, `${name}.csv`);
  expect((await runCommand(['export', file, '--out', table], folder, null)).status).toBe(0);
  return { rows: readFileSync(table, 'utf8'), stdout: compare.stdout };
}

test('one of three replicas is killed in the middle: the result is that of a single one, the rows balanced', async () => {
  const servers = await Promise.all([serve(), serve(), serve()]);
  const [alone, ...others] = servers;
  const single = await compared('single', [alone.url.href]);

  const [dying] = others;
  const fronts = await Promise.all([
    counted(alone.url, () => undefined),
    counted(others[1].url, () => undefined),
    counted(dying.url, (answered) => {
      if (answered === 5) dying.child.kill('SIGKILL');
    }),
  ]);
  const shared = await compared(
    'shared',
    fronts.map(({ url }) => url),
  );
  const answered = fronts.map((front) => front.answered());
  for (const front of fronts) front.close();

  expect(shared.rows).toBe(single.rows);
  expect(answered[2]).toBeGreaterThanOrEqual(5);
  expect(answered.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(60);
  // What the dead one left was taken by both others, none of which answered less than a third of it.
  const [first = 0, second = 0] = answered;
  expect(Math.min(first, second)).toBeGreaterThan((first + second) / 3);
}, 300_000);
