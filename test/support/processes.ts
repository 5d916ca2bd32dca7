// The processes of this machine with their command lines.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export function processes(): { readonly pid: number; readonly command: string }[] {
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
