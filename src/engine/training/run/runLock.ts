// One process writes a run's folder: a lock of the operating system, which a killed process leaves behind free, and a sign of
// life for readers.
import { join } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { acquireWriteLock } from '../../store/writeLock';
import { removeSignOfLife, writeSignOfLife } from './liveness';

const signMilliseconds = 10_000;

export interface RunLock {
  release(): Promise<void>;
}

/** @throws GuardrailError storeBusy where another process runs it, storeWriteFailed. */
export async function lockRun(folder: string): Promise<RunLock> {
  const lock = acquire(folder);
  try {
    await writeSignOfLife(folder);
  } catch (error) {
    lock.release();
    throw error;
  }
  // A full disk must not end a run through its sign of life: it shows as interrupted for a while.
  const timer = setInterval(() => void writeSignOfLife(folder).catch(() => undefined), signMilliseconds);
  return {
    release: async () => {
      clearInterval(timer);
      await removeSignOfLife(folder);
      lock.release();
    },
  };
}

function acquire(folder: string): { release(): void } {
  try {
    return acquireWriteLock(join(folder, 'run'));
  } catch (cause) {
    if (!(cause instanceof GuardrailError) || cause.code !== 'storeBusy') throw cause;
    throw new GuardrailError(
      'storeBusy',
      `Another process is running ${folder}.`,
      'Wait for it, or stop it: in its training panel, or with Ctrl+C where it runs.',
      { cause },
    );
  }
}
