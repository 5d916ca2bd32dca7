// Starts the engine for one command and ends it afterwards; Ctrl+C cancels, a second Ctrl+C ends it at once.
import { fileURLToPath } from 'node:url';
import { EngineClient } from '../client/engineClient';
import type { ProviderChoice } from '../protocol/contracts';
import { GuardrailError } from '../protocol/errors';
import { exitCodes } from './exitCodes';
import { say } from './terminal';

export interface EngineFlags {
  readonly memoryLimit?: number;
  readonly threads?: number;
  readonly provider?: ProviderChoice;
  readonly verbose?: boolean;
}

const lateInterruptMs = 1000;

/** One for the command, which may use several engines. */
const abort = new AbortController();

function interrupt(): void {
  if (abort.signal.aborted) process.exit(exitCodes.cancelled);
  abort.abort();
}

/** Until the process ends: a signal after its work finds a command that is about to end well. */
function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (!process.listeners(signal).includes(interrupt)) process.on(signal, interrupt);
  }
}

export async function withEngine<T>(
  flags: EngineFlags,
  use: (client: EngineClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  listen();
  const client = new EngineClient(
    {
      enginePath: fileURLToPath(new URL('./engine.mjs', import.meta.url)),
      execPath: process.execPath,
      env: process.env,
      log: (line) => {
        if (flags.verbose === true) say(`engine: ${line}\n`);
      },
      note: (line) => say(`${line}\n`),
    },
    {
      memoryLimit: flags.memoryLimit === undefined ? null : flags.memoryLimit * 1e9,
      ...(flags.threads === undefined ? {} : { threads: flags.threads }),
      provider: flags.provider ?? 'cpu',
      mediaFolder: fileURLToPath(new URL('../media/', import.meta.url)),
    },
  );
  try {
    return await use(client, abort.signal);
  } catch (error) {
    // Ctrl+C in a terminal reaches the engine too, and one that is just starting ends by it.
    const ended = error instanceof GuardrailError && error.code === 'engineGone';
    throw ended && (await interrupted()) ? cancelled(error) : error;
  } finally {
    client.dispose();
  }
}

/** The engine's end may be heard before the interrupt that ended both. */
async function interrupted(): Promise<boolean> {
  for (let waited = 0; waited < lateInterruptMs && !abort.signal.aborted; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return abort.signal.aborted;
}

function cancelled(cause: GuardrailError): GuardrailError {
  return new GuardrailError(
    'cancelled',
    'Cancelled.',
    'What was finished is saved; resume the run, or give the same command again.',
    { cause },
  );
}
