// A real Ray cluster of this machine, on loopback, that takes jobs.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort';

export interface RealRay {
  /** Of the dashboard. */
  readonly address: string;
  /** The whole group: raylet, dashboard and workers. */
  end(): void;
}

const mostAttempts = 3;
/** Of the first attempt; each further one waits twice as long. */
const firstPatience = 120_000;
/** What all of them take at most, for whoever waits for the start. */
export const startMilliseconds = firstPatience * 2 ** mostAttempts;
const pause = 500;

/**
 * Resolves once a job has run there: the dashboard answers before the agent that starts jobs is there, and takes none until then
 * ("No available agent to submit job").
 * @param python that has ray[default]
 * @param env of the cluster's processes and its jobs, beside this process's own
 * @throws Error with the end of Ray's output where no start of several takes a job
 */
export async function startRay(python: string, env: Readonly<Record<string, string>> = {}): Promise<RealRay> {
  let said = '';
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const head = await startHead(python, env);
    try {
      said = await untilJobRuns(head, firstPatience * 2 ** attempt);
      if (said === '') return head;
    } catch (error) {
      said = String(error);
    }
    said += `\n${head.output().slice(-4000)}`;
    head.end();
    console.log(`Ray took no job at attempt ${attempt + 1}: ${said}`);
  }
  throw new Error(`Ray takes no job: ${said}`);
}

interface RayHead extends RealRay {
  readonly child: ChildProcess;
  output(): string;
}

async function startHead(python: string, env: Readonly<Record<string, string>>): Promise<RayHead> {
  const [port, dashboard, client] = [await freePort(), await freePort(), await freePort()];
  // Paths of its sockets have at most 107 characters.
  const temporary = mkdtempSync(join('/tmp', 'glens-ray-'));
  const log = join(temporary, 'head.log');
  const args = ['-m', 'ray.scripts.scripts', 'start', '--head', '--block', '--disable-usage-stats'];
  const rest = ['--dashboard-host', '127.0.0.1', '--num-cpus', '2', '--object-store-memory', '200000000'];
  const ports = ['--port', String(port), '--dashboard-port', String(dashboard)];
  // By default the same for every cluster of a machine: the second one has no agent, which starts jobs, and ends.
  const fixed = ['--dashboard-agent-listen-port', '0', '--ray-client-server-port', String(client)];
  // Ray takes worker ports from 10002 to 19999, and a dashboard's must not be among them.
  const workers = ['--min-worker-port', '0', '--max-worker-port', '0'];
  const output = openSync(log, 'w');
  const child = spawn(python, [...args, ...rest, ...ports, ...fixed, ...workers, '--temp-dir', temporary], {
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  return {
    address: `http://127.0.0.1:${dashboard}`,
    child,
    output: () => readFileSync(log, 'utf8'),
    end: () => {
      endGroup(child);
      rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Empty once a job has run; else why none did. */
async function untilJobRuns({ address, child }: RayHead, patience: number): Promise<string> {
  const id = 'ready';
  let last = 'the dashboard does not answer';
  const started = Date.now();
  while (Date.now() - started < patience) {
    await sleep(pause);
    if (child.exitCode !== null) return `Ray ended with ${child.exitCode}`;
    const state = await ask('GET', `${address}/api/jobs/${id}`).catch(() => null);
    if (state === null) continue;
    if (state.status === 200) {
      last = state.body;
      const { status } = JSON.parse(state.body) as { status: string };
      if (status === 'SUCCEEDED') return '';
      if (status === 'FAILED') return last;
      continue;
    }
    const job = JSON.stringify({ entrypoint: 'true', submission_id: id });
    last = await ask('POST', `${address}/api/jobs/`, job).then(
      ({ status, body }) => `${status} ${body}`,
      String,
    );
  }
  return last;
}

/** Not by fetch: Ray takes its requests for those of a page in a browser, and turns them down. */
function ask(
  method: 'GET' | 'POST',
  url: string,
  body?: string,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method, headers, timeout: 30_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end(body);
  });
}
