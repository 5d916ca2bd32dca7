// Starts one engine process and speaks JSON-RPC with it over its standard streams. It knows nothing of what is
// asked, and nothing of VS Code.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { GuardrailError } from '../protocol/errors';

/** A step of generation may have to finish first. */
const endMilliseconds = 3000;

/**
 * glibc keeps freed blocks of up to 32 MB for itself by default: weights that were given back would stay in
 * the process (measured on a 135M model with three adapters: 1.5 times the base's memory; with this 1.24).
 */
const allocation = { MALLOC_MMAP_THRESHOLD_: '1048576' };

export interface EngineLaunch {
  /** The engine bundle. */
  readonly enginePath: string;
  /** The Node (or Electron) binary. */
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line of the engine's log (its standard error). */
  readonly log: (line: string) => void;
  /** A sentence for the user: what the engine runs on, where that is not what a machine without choices has. */
  readonly note: (sentence: string) => void;
}

export interface EngineProcess {
  readonly connection: MessageConnection;
  readonly pid: number | undefined;
  /** Resolves when the process is gone, with a reason in words. */
  readonly gone: Promise<string>;
  /** Ends its input, upon which it ends itself; a process that hangs is killed. */
  end(): void;
  kill(): void;
}

/**
 * Starts the process; does not wait for it to be ready.
 * @throws GuardrailError where the system does not start it
 */
export async function startEngineProcess(launch: EngineLaunch): Promise<EngineProcess> {
  const child = spawn(launch.execPath, ['--no-warnings', launch.enginePath], {
    env: { ...allocation, ...launch.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // Before that it may have no streams.
  await once(child, 'spawn').catch((cause: unknown) => {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw engineGone(`it could not be started: ${what}`, cause);
  });
  forwardLines(child, launch.log);
  // Writing to a process that has just died fails on the stream; `gone` reports it.
  child.stdin.on('error', () => undefined);
  const reader = new StreamMessageReader(child.stdout);
  // A process that dies within a message would leave a timer behind that keeps ours alive for ever.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new StreamMessageWriter(child.stdin));
  connection.onError(([error]) => launch.log(`connection: ${error.message}`));
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(
        signal === null
          ? `the engine ended with code ${code ?? 'unknown'}`
          : `the engine was ended by ${signal}`,
      ),
    );
  });
  void gone.then(() => connection.dispose());
  connection.listen();
  const kill = (): void => void child.kill('SIGKILL');
  return {
    connection,
    pid: child.pid,
    gone,
    kill,
    end: () => {
      child.stdin.end();
      const overdue = setTimeout(kill, endMilliseconds);
      void gone.then(() => clearTimeout(overdue));
    },
  };
}

function forwardLines(child: ChildProcessWithoutNullStreams, log: (line: string) => void): void {
  let rest = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) log(line);
  });
  child.stderr.on('end', () => {
    if (rest !== '') log(rest);
  });
}

/** What every pending request is rejected with when its engine goes away. */
export function engineGone(reason: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'engineGone',
    `The engine stopped: ${reason}.`,
    'What was finished is saved. Resume the run, or give the same command again; if it happens again, lower the batch size or read the engine log.',
    { cause },
  );
}
