// A real Ray cluster of this machine, on loopback.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort';

export interface RealRay {
  /** Of the dashboard. */
  readonly address: string;
  /** The whole group: raylet, dashboard and workers. */
  end(): void;
}

/** @param python that has ray[default] */
export async function startRay(python: string): Promise<RealRay> {
  const [port, dashboard] = [await freePort(), await freePort()];
  const args = ['-m', 'ray.scripts.scripts', 'start', '--head', '--block', '--disable-usage-stats'];
  const rest = ['--dashboard-host', '127.0.0.1', '--num-cpus', '2', '--object-store-memory', '200000000'];
  const ports = ['--port', String(port), '--dashboard-port', String(dashboard)];
  // Ray takes worker ports from 10002 to 19999, and a dashboard's must not be among them.
  const workers = ['--min-worker-port', '0', '--max-worker-port', '0'];
  const temporary = ['--temp-dir', join('/tmp', `glens-ray-${process.pid}`)];
  const head = spawn(python, [...args, ...rest, ...ports, ...workers, ...temporary], {
    stdio: 'ignore',
    detached: true,
  });
  const address = `http://127.0.0.1:${dashboard}`;
  const end = (): void => {
    if (head.pid !== undefined) process.kill(-head.pid, 'SIGKILL');
  };
  for (;;) {
    const answers = await fetch(`${address}/api/version`)
      .then(({ ok }) => ok)
      .catch(() => false);
    if (answers) return { address, end };
    if (head.exitCode !== null) throw new Error('Ray does not start.');
    await sleep(200);
  }
}
