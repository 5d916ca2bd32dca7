// A process of its own for work on hostile input: one job at a time, each with a time limit; the process is killed and
// started anew where a job does not end. Knows nothing of what the jobs are.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Starting a process on a busy machine is not the job's fault. */
const startLimitMs = 180_000;

export interface WorkerProcessOptions {
  /** The bundle's file name, for example `answerWorker.mjs`. */
  readonly script: string;
  readonly heapLimitMb: number;
  /** Asked for at each start. */
  readonly args?: () => readonly string[];
  readonly execArgv?: readonly string[];
}

/** What the process sends back: first `{ ready: true }`, then one reply per job. */
export type WorkerReply<Reply> = { readonly ready: true } | { readonly id: number; readonly reply: Reply };

/** `timeout`: killed at the limit. `died`: the process ended by itself, most likely out of memory. */
export type WorkerOutcome<Reply> =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'died' };

export class WorkerProcess<Job, Reply> {
  private child: ChildProcess | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private nextId = 0;

  constructor(private readonly options: WorkerProcessOptions) {}

  /** Runs the job after those before it. The limit is for the job alone, not for waiting or starting. */
  run(job: Job, limitMs: number, signal?: AbortSignal): Promise<WorkerOutcome<Reply>> {
    const result = this.queue.then(() => this.runNow(job, limitMs, signal));
    this.queue = result.catch(() => undefined);
    return result;
  }

  dispose(): Promise<void> {
    this.child?.kill('SIGKILL');
    this.child = null;
    return Promise.resolve();
  }

  private async runNow(
    job: Job,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<WorkerOutcome<Reply>> {
    signal?.throwIfAborted();
    const child = (this.child ??= await this.start());
    const id = ++this.nextId;
    child.ref();
    child.channel?.ref();
    try {
      const outcome = await listen<Reply, WorkerOutcome<Reply>>(child, {
        limitMs,
        signal,
        onReply: (message) =>
          'id' in message && message.id === id ? { kind: 'reply', reply: message.reply } : null,
        onTimeout: () => ({ kind: 'timeout' }),
        onExit: () => ({ kind: 'died' }),
        start: () => child.send({ id, job }),
      });
      if (outcome.kind !== 'reply') this.drop(child);
      return outcome;
    } catch (error) {
      this.drop(child);
      throw error;
    } finally {
      child.unref();
      child.channel?.unref();
    }
  }

  private drop(child: ChildProcess): void {
    if (this.child === child) this.child = null;
    child.kill('SIGKILL');
  }

  private async start(): Promise<ChildProcess> {
    const { SystemRoot, TZ, LANG, TEMP, TMPDIR } = process.env;
    const child = fork(scriptPath(this.options.script), [...(this.options.args?.() ?? [])], {
      execArgv: [`--max-old-space-size=${this.options.heapLimitMb}`, ...(this.options.execArgv ?? [])],
      // The editor's own executable is Node only where this variable says so.
      env: { ELECTRON_RUN_AS_NODE: '1', SystemRoot, TZ, LANG, TEMP, TMPDIR },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      // Ctrl+C in a terminal is for the front end to hear. The process ends when its channel does.
      detached: process.platform !== 'win32',
    });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
    // Its pipe would keep this process alive, as the child itself would.
    const pipe: (Readable & { unref?: () => void }) | null = child.stderr;
    pipe?.unref?.();
    // A message that no longer arrives is reported here after its job has failed already.
    child.on('error', () => undefined);
    child.once('exit', () => {
      if (this.child === child) this.child = null;
    });
    await once(child, 'spawn');
    const failed = (what: string): Error => {
      child.kill('SIGKILL');
      return new Error(
        `the process ${this.options.script} ${what}${errors === '' ? '' : `: ${errors.trim()}`}`,
      );
    };
    const started = await listen<Reply, true | Error>(child, {
      limitMs: startLimitMs,
      signal: undefined,
      onReply: (message) => ('ready' in message ? true : null),
      onTimeout: () => failed('did not start in time'),
      onExit: () => failed('ended while it started'),
      start: () => undefined,
    });
    if (started instanceof Error) throw started;
    return child;
  }
}

interface Listening<Reply, Result> {
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
  /** null: not the message that is waited for. */
  readonly onReply: (message: WorkerReply<Reply>) => Result | null;
  readonly onTimeout: () => Result;
  readonly onExit: () => Result;
  readonly start: () => unknown;
}

function listen<Reply, Result>(child: ChildProcess, listening: Listening<Reply, Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    // A signal that was aborted while the process started fires no event any more.
    listening.signal?.throwIfAborted();
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      listening.signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const onMessage = (message: WorkerReply<Reply>): void => {
      const result = listening.onReply(message);
      if (result !== null) done(() => resolve(result));
    };
    const onExit = (): void => done(() => resolve(listening.onExit()));
    const onAbort = (): void => done(() => reject(listening.signal?.reason as Error));
    const timer = setTimeout(() => done(() => resolve(listening.onTimeout())), listening.limitMs);
    child.on('message', onMessage);
    child.on('exit', onExit);
    listening.signal?.addEventListener('abort', onAbort);
    listening.start();
  });
}

/** Beside the bundle that this code is in; from the sources, in the repository's dist folder. */
function scriptPath(script: string): string {
  const candidates = [`./${script}`, `../../../../dist/${script}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${script} is not at ${candidates.join(' or ')}`);
  return found;
}
