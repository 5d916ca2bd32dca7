// The command line as a process of its own, which a test may speak to while it goes on.
import { spawn, type ChildProcess } from 'node:child_process';
import { cliPath } from './paths';

export interface EndedCli {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param said all that it has written to standard error so far; the test may send `child` a signal */
export type OnStderr = (said: string, child: ChildProcess) => void;

/** Not synchronous: a stand-in for a server may answer from the test's own process. `env`: beside that of the test. */
export function runCli(
  args: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
  onStderr: OnStderr = () => undefined,
): Promise<EndedCli> {
  const child = spawn(process.execPath, ['--no-warnings', cliPath, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr(stderr, child);
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
