// npm, as the ordinary client of whatever registry is configured.
import { spawnSync } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { WorkbenchUnavailable } from './unavailable';

const setUpMilliseconds = 300_000;

/**
 * Runs npm in a folder and returns what it printed.
 * @throws WorkbenchUnavailable when it fails, which is what it does without a network.
 */
export function npm(args: readonly string[], cwd: string): string {
  const cli = process.env['npm_execpath'];
  const [command, before] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  const { status, stdout, stderr } = spawnSync(command, [...before, ...args, '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    timeout: setUpMilliseconds,
    shell: cli === undefined && process.platform === 'win32',
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  if (status === 0) return stdout;
  const reason = stderr.trim().split('\n').slice(-3).join(' ');
  throw new WorkbenchUnavailable(`npm ${args.join(' ')} failed: ${reason}`);
}
