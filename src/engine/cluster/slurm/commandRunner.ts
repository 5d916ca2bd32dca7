// Runs commands here, or on another machine over the user's own ssh: its keys, its configuration, and no password asked.
import { spawn } from 'node:child_process';
import { GuardrailError } from '../../../protocol/errors';
import { cancelled, throwIfCancelled } from '../../cancellation';
import { shellCommand } from '../shellCommand';
import { parseSshAddress, type SshAddress } from '../../../safety/clusters/sshAddress';

export interface FinishedCommand {
  readonly code: number;
  readonly stdout: Buffer;
  /** The end of what it said of itself. */
  readonly stderr: string;
  /** Whether it had more to say than `maxBytes`. */
  readonly cut: boolean;
}

export interface CommandOptions {
  readonly input?: string;
  /** Of its output; it is ended there. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface CommandRunner {
  /** In words. */
  readonly place: string;
  /** @throws GuardrailError endpointFailed (cannot be begun, no connection, no end within a minute), cancelled */
  run(command: readonly string[], options?: CommandOptions): Promise<FinishedCommand>;
}

/** What ssh itself ends with where there is no connection. */
const noConnection = 255;
const commandNotFound = 127;
const longest = 60_000;
const mostSaid = 2000;

/** @param address as of sshAddress.ts, null: this machine. @throws GuardrailError invalidRequest for another address */
export function commandsOver(address: string | null): CommandRunner {
  if (address === null) {
    return {
      place: 'this machine',
      run: ([program = '', ...args], options = {}) =>
        runProgram(program, args, options).catch((error: unknown) => {
          if (!isMissing(error)) throw error;
          throw notThere(program, 'this machine');
        }),
    };
  }
  const parsed = parseSshAddress(address);
  if (parsed === null) {
    throw new GuardrailError('invalidRequest', `${address} is no address of ssh.`, 'Write ssh://user@host.');
  }
  const place = parsed.host;
  return {
    place,
    run: async (command, options = {}) => {
      const finished = await runProgram('ssh', sshArguments(parsed, command), options).catch(
        (error: unknown) => {
          if (!isMissing(error)) throw error;
          throw notThere('ssh', 'this machine');
        },
      );
      if (finished.code === commandNotFound) throw notThere(command[0] ?? '', place, finished.stderr);
      if (finished.code !== noConnection) return finished;
      throw new GuardrailError(
        'endpointFailed',
        `There is no connection to ${place}: ${finished.stderr === '' ? 'ssh ended with 255' : finished.stderr}`,
        'Try it by hand with ssh; it must work without asking for a password (a key or an agent).',
      );
    },
  };
}

/** Ends of options stand before the host; ssh hands the command to a shell there, so it is quoted. */
function sshArguments({ user, host, port }: SshAddress, command: readonly string[]): string[] {
  const options = ['BatchMode=yes', 'ConnectTimeout=20', 'ServerAliveInterval=15', 'ServerAliveCountMax=3'];
  return [
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', port]),
    ...['--', host, shellCommand(command)],
  ];
}

function runProgram(
  program: string,
  args: readonly string[],
  { input, maxBytes = Infinity, signal }: CommandOptions,
): Promise<FinishedCommand> {
  throwIfCancelled(signal);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const parts: Buffer[] = [];
    let [bytes, said, cut, overdue] = [0, '', false, false];
    const end = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      overdue = true;
      end();
    }, longest);
    signal?.addEventListener('abort', end, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, maxBytes - bytes);
      parts.push(part);
      bytes += part.length;
      if (part.length === chunk.length) return;
      cut = true;
      end();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-mostSaid);
    });
    // A program that reads none of its input closes it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code) => {
      settle();
      if (signal?.aborted === true) reject(cancelled());
      else if (overdue) reject(tooLong(program));
      else resolve({ code: code ?? (cut ? 0 : 1), stdout: Buffer.concat(parts), stderr: said.trim(), cut });
    });
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
}

function notThere(program: string, place: string, said = ''): GuardrailError {
  return new GuardrailError(
    'endpointFailed',
    `${program} cannot be run on ${place}${said === '' ? '.' : `: ${said}`}`,
    program === 'ssh'
      ? 'Install OpenSSH.'
      : "Name a machine that has Slurm's commands as the target's address, one where a job may be submitted.",
  );
}

function tooLong(program: string): GuardrailError {
  return new GuardrailError(
    'endpointFailed',
    `${program} did not end within ${longest / 1000} s.`,
    'Try it by hand; the job, if there is one, goes on.',
  );
}
