// A Ray dashboard as far as jobs go: a job is a command of this machine's shell, run where the test says.
import { spawn, type ChildProcess } from 'node:child_process';
import { fakeServer, sendJson, type FakeServer, type SeenRequest } from './fakeServer';

interface FakeJob {
  readonly body: Readonly<Record<string, unknown>>;
  readonly child: ChildProcess;
  logs: string;
  status: 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';
  end: number | null;
}

export interface FakeRay {
  readonly server: FakeServer;
  /** Without `/v1`. */
  readonly address: string;
  readonly jobs: ReadonlyMap<string, FakeJob>;
  /** Ends what still runs. */
  endJobs(): void;
}

/** As Ray 2 answers; a submission that is there already is refused with 500 and words. */
export async function fakeRay(ends: 'withTest' | 'byItself' = 'withTest'): Promise<FakeRay> {
  const jobs = new Map<string, FakeJob>();
  const facts = (id: string, job: FakeJob): object => ({
    ...{ type: 'SUBMISSION', job_id: null, submission_id: id, driver_info: null },
    ...{ status: job.status, entrypoint: job.body['entrypoint'], message: `Job is ${job.status}.` },
    ...{ error_type: null, start_time: 1_760_000_000_000, end_time: job.end },
    ...{ metadata: job.body['metadata'], runtime_env: job.body['runtime_env'] },
  });
  const reply = ({ method, url, body, fromBrowser }: SeenRequest): readonly [number, unknown] => {
    // Ray's protection against pages that are lured to it.
    if (fromBrowser && method !== 'GET') return [405, 'not allowed for browser traffic'];
    if (url === '/api/version') return [200, { version: '4', ray_version: '2.99.0' }];
    if (url === '/api/jobs/' && method === 'GET') return [200, [...jobs].map(([id, job]) => facts(id, job))];
    if (url === '/api/jobs/') {
      const id = String(body['submission_id']);
      if (jobs.has(id)) return [500, { error: { message: `${id} already exists` } }];
      jobs.set(id, start(body));
      return [200, { job_id: id, submission_id: id }];
    }
    const [, name = '', action] = /^\/api\/jobs\/([^/]+)(?:\/(\w+))?$/u.exec(url) ?? [];
    const job = jobs.get(decodeURIComponent(name));
    if (job === undefined) return [404, `Job ${name} does not exist`];
    if (action === 'logs') return [200, { logs: job.logs }];
    if (action === undefined) return [200, facts(name, job)];
    const ran = job.status === 'RUNNING';
    if (ran) job.status = 'STOPPED';
    endGroup(job.child);
    return [200, { stopped: ran }];
  };
  const endJobs = (): void => {
    for (const { child, status } of jobs.values()) if (status === 'RUNNING') endGroup(child);
  };
  const server = await fakeServer((response, seen) => {
    const [status, data] = reply(seen);
    sendJson(response, status, data);
  }, ends);
  return { server, address: server.url.replace(/\/v1$/u, ''), jobs, endJobs };
}

function start(body: Readonly<Record<string, unknown>>): FakeJob {
  const { env_vars = {} } = (body['runtime_env'] ?? {}) as { env_vars?: Record<string, string> };
  const child = spawn('sh', ['-c', String(body['entrypoint'])], {
    env: { ...process.env, ...env_vars },
    // A group of its own, as Ray makes it.
    detached: true,
  });
  const job: FakeJob = { body, child, logs: '', status: 'RUNNING', end: null };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (job.logs += chunk.toString()));
  }
  child.on('close', (code) => {
    if (job.status === 'RUNNING') job.status = code === 0 ? 'SUCCEEDED' : 'FAILED';
    job.end = 1_760_000_001_000;
  });
  return job;
}

/** SIGTERM to all of it; what is ended already has no group. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended.
  }
}
