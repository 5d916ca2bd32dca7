// The newest progress of a live run as a file, for front ends that did not start it.
import { rm } from 'node:fs/promises';
import type { TrainingProgress } from '../../../protocol/training';
import { writeFileAtomically } from '../../files/atomicFile';
import { runFiles } from './runFiles';

const everyMilliseconds = 1000;

export interface ProgressWriter {
  write(progress: TrainingProgress): void;
  /** Removes the file. */
  end(): Promise<void>;
}

/** Writes at most once a second, and always the newest. A write that fails is no reason to stop training. */
export function progressWriter(folder: string): ProgressWriter {
  let newest: TrainingProgress | null = null;
  let writing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (newest === null) return;
    const text = JSON.stringify({ ...newest, log: null });
    writing = writing.then(() => writeFileAtomically(runFiles.progress(folder), text)).catch(() => undefined);
  };
  return {
    write: (progress) => {
      newest = progress;
      timer ??= setTimeout(flush, everyMilliseconds);
    },
    end: async () => {
      if (timer !== null) clearTimeout(timer);
      await writing;
      await rm(runFiles.progress(folder), { force: true }).catch(() => undefined);
    },
  };
}
