// A command that is ended at a moment: how it ended, what it said, and whether anything of it stays.
import { spawn } from 'node:child_process';
import { cliPath } from '../support/paths';

export const endings = ['kill', 'interrupt', 'terminate'] as const;

/**
 * - `kill`: SIGKILL, which nothing can hear
 * - `interrupt`: SIGINT to the process group, as a terminal sends it at Ctrl+C
 * - `terminate`: SIGTERM, as systems that shut down send it
 */
export type Ending = (typeof endings)[number];

const signals = { kill: 'SIGKILL', interrupt: 'SIGINT', terminate: 'SIGTERM' } as const;

export interface EndPlan {
  readonly ending: Ending;
  /** To all processes of the group, or to the command alone. */
  readonly group: boolean;
  /** Milliseconds after the start, or when this is fulfilled. */
  readonly after: number | Promise<void>;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  /** The signal was sent while the command ran. */
  readonly hit: boolean;
}

/** Longer than any of them takes on a busy machine. */
const longestMs = 180_000;

/** @param plan null: runs to its end. @throws Error where it does not end */
export async function runCommand(
  args: readonly string[],
  folder: string,
  plan: EndPlan | null,
  onStderr: (text: string) => void = () => undefined,
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, [cliPath, ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The command cannot be started.');
  let [stdout, stderr] = ['', ''];
  let hit = false;
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr(stderr);
  });
  const send = (): void => {
    if (plan === null || child.exitCode !== null || child.signalCode !== null) return;
    hit = true;
    process.kill(plan.group ? -pid : pid, signals[plan.ending]);
  };
  const end = typeof plan?.after === 'number' ? setTimeout(send, plan.after) : undefined;
  if (plan?.after instanceof Promise) void plan.after.then(send);
  const limit = setTimeout(() => process.kill(-pid, 'SIGKILL'), longestMs);
  const { status, signal } = await new Promise<Pick<Ended, 'status' | 'signal'>>((resolve) =>
    child.once('close', (code, by) => resolve({ status: code, signal: by })),
  );
  const milliseconds = performance.now() - started;
  clearTimeout(end);
  clearTimeout(limit);
  await groupGone(pid);
  if (milliseconds >= longestMs) throw new Error(`It does not end within ${longestMs / 1000} s: ${stderr}`);
  return { status, signal, stdout, stderr, milliseconds, hit };
}

/** What a command started ends with it. @throws Error where something of it stays */
async function groupGone(pid: number): Promise<void> {
  for (const deadline = performance.now() + longestMs; performance.now() < deadline;) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.kill(-pid, 'SIGKILL');
  throw new Error('Processes of it are left.');
}

/** What is wrong with how a command ended by which it should have been resumable; null: nothing. */
export function wrongEnding(
  { status, signal, stderr, hit }: Ended,
  plan: EndPlan,
  ends: readonly number[],
): string | null {
  const how = `${signal ?? String(status)} ${stderr.slice(-400)}`;
  if (/defect|out of memory|\n {4}at /u.test(stderr)) return `It blames something else: ${how}`;
  if (!hit) return status === 0 ? null : `It ended by itself: ${how}`;
  if (plan.ending === 'kill') return signal === 'SIGKILL' || status === 0 ? null : `It ended with ${how}`;
  // Before the command listens the signal itself ends it, which a shell reports as 128 and its number; so it does after its
  // last word, when Node no longer listens.
  if (signal === signals[plan.ending] && (stderr === '' || /^Done in [^\n]*\n/mu.test(stderr))) return null;
  return status !== null && ends.includes(status) ? null : `It ended with ${how}`;
}
