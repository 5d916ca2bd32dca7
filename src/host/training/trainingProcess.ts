// Starts the process that trains: the command line, detached, so that it goes on when the window is closed or reloaded.
// Its output goes to a file in the run's folder.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { GuardrailError } from '../../protocol/errors';
import { logFile } from './runFolder';

export interface TrainingLaunch {
  readonly folder: string;
  /** The bundle of the command line. */
  readonly cliPath: string;
  /** The Node (or Electron) binary. */
  readonly execPath: string;
  /** GB; null is no limit. */
  readonly memoryLimit: number | null;
  readonly executionProvider: string;
}

/** Resolves with the exit code (null where a signal ended it) if the process ends while this window is there. */
export interface TrainingProcess {
  readonly ended: Promise<number | null>;
}

/** @throws GuardrailError storeWriteFailed where the log cannot be written. */
export function startTrainingProcess(launch: TrainingLaunch): TrainingProcess {
  const { folder, cliPath, execPath, memoryLimit, executionProvider } = launch;
  const log = openLog(join(folder, logFile));
  try {
    const child = spawn(
      execPath,
      [
        '--no-warnings',
        cliPath,
        // A run that has done no step yet begins at its first.
        ...['train', folder, '--resume', '--verbose', '--provider', executionProvider],
        ...(memoryLimit === null ? [] : ['--memory-limit', String(memoryLimit)]),
      ],
      {
        cwd: folder,
        detached: true,
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        stdio: ['ignore', log, log],
        windowsHide: true,
      },
    );
    // It must not keep this process, nor be kept by it.
    child.unref();
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(1));
      child.once('exit', (code) => resolve(code));
    });
    return { ended };
  } finally {
    closeSync(log);
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw new GuardrailError(
      'storeWriteFailed',
      `${path} cannot be written.`,
      'Check the folder, its permissions and the space on the disk, then start again.',
      { cause },
    );
  }
}
