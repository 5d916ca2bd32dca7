// Kills the engine of a session, as the system does when memory is short.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Session } from './session';

/** @throws Error when the session has no engine process. */
export function endEngine({ server }: Session): void {
  const engines = processes().filter(
    ({ command }) => command.includes(server.dataFolder) && command.includes('engine.mjs'),
  );
  if (engines.length === 0) throw new Error('There is no engine to end.');
  for (const { pid } of engines) process.kill(pid, 'SIGKILL');
}

function processes(): { readonly pid: number; readonly command: string }[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), command: commandOf(name) }));
  }
  const [program = '', ...args] =
    process.platform === 'win32'
      ? [
          ...['powershell', '-NoProfile', '-Command'],
          'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }',
        ]
      : ['ps', '-axww', '-o', 'pid=,command='];
  return spawnSync(program, args, { encoding: 'utf8' })
    .stdout.split('\n')
    .flatMap((line) => {
      const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
    });
}

/** Empty for a process that has just gone. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
