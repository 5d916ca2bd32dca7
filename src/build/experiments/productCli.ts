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
    if (status !== 0) throw new Error(`guardrail-lens ${args.join(' ')} ended with ${String(status)}.`);
    return JSON.parse(stdout) as unknown;
  };
}
