// The product's own command line, as the experiments use it.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Runs a command with `--json` and gives what it prints; its progress goes to the terminal. */
export type ProductCli = (...args: readonly string[]) => unknown;

/** Commands in `folder`, of the bundle in the working folder. @throws Error where a command fails. */
export function productCli(folder: string): ProductCli {
  const script = resolve('dist/cli.mjs');
  return (...args) => {
    const { status, stdout } = spawnSync(process.execPath, [script, ...args, '--json'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1e9,
    });
    // A comparison in which questions have no answer (a prompt beyond the context) says so by 1, and prints its result.
    if (status === 0 || (status === 1 && stdout !== '')) return JSON.parse(stdout) as unknown;
    throw new Error(`guardrail-lens ${args.join(' ')} ended with ${String(status)}.`);
  };
}
