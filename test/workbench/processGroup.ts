// Child processes that leave nothing behind: each leads a group of its own, and the group ends with this process.
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';

const groups = new Set<number>();
let watching = false;

/** Started as the leader of its own group. `endGroup`, or the end of this process, ends all of the group. */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const { pid } = child;
  if (pid === undefined) return child;
  groups.add(pid);
  watchOwnEnd();
  return child;
}

export function endGroup(child: ChildProcess): void {
  if (child.pid !== undefined) kill(child.pid);
}

function kill(pid: number): void {
  if (!groups.delete(pid)) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group is gone already.
  }
}

function watchOwnEnd(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const pid of groups) kill(pid);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(130));
  }
}
