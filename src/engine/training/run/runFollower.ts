// What has changed in a run's folder since a front end looked last. It looks every second or two, and the log of a long run
// is large: so the files are read only where their marks have changed, and of the log only the new part is given.
import { stat } from 'node:fs/promises';
import type { TrainingLogEntry, TrainingRunNews } from '../../../protocol/training';
import { describeRun } from './describeRun';
import { isAlive } from './liveness';
import { checkpointSteps, runFiles } from './runFiles';

/** Logs that are remembered, by the folder that was asked for last. Few runs are live at a time. */
const mostKept = 4;

export class RunFollower {
  /** The one asked for last at the end. */
  private readonly kept = new Map<
    string,
    { readonly mark: string; readonly log: readonly TrainingLogEntry[] }
  >();

  /**
   * `since`: the mark of the news before; null for everything. null: nothing has changed.
   * @throws GuardrailError as `describeRun`.
   */
  async follow(folder: string, since: string | null): Promise<TrainingRunNews | null> {
    // First, so that what changes while the files are read is news the next time.
    const mark = await markOf(folder);
    if (mark === since) return null;
    const { log, ...facts } = await describeRun(folder);
    const kept = this.kept.get(folder);
    const logFrom = since !== null && kept?.mark === since ? firstNewEntry(kept.log, log) : 0;
    this.keep(folder, mark, log);
    return { mark, facts, logFrom, newLog: log.slice(logFrom) };
  }

  private keep(folder: string, mark: string, log: readonly TrainingLogEntry[]): void {
    this.kept.delete(folder);
    this.kept.set(folder, { mark, log });
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest);
  }
}

/** Files that are replaced whole have another inode each time; a process that is gone changes no file. */
async function markOf(folder: string): Promise<string> {
  const steps = await checkpointSteps(folder);
  const newest = steps.at(-1);
  const paths = [
    runFiles.run(folder),
    runFiles.job(folder),
    runFiles.trainerState(folder),
    runFiles.probes(folder),
    runFiles.probeFolder(folder),
    runFiles.base(folder),
    runFiles.completionsFolder(folder),
    ...(newest === undefined ? [] : [runFiles.trainerState(runFiles.checkpoint(folder, newest))]),
  ];
  const marks = await Promise.all(paths.map(fileMark));
  // A folder of verl's has none of these files.
  if (marks[0] === absent) marks.push(await fileMark(folder));
  return [...marks, steps.join(','), String(await isAlive(folder))].join(' ');
}

const absent = '-';

async function fileMark(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino}:${mtimeMs}:${size}`;
  } catch {
    return absent;
  }
}

/**
 * The index from which `after` differs from `before`. A log grows at its end; a run that was taken back to a checkpoint
 * has lost some of its end, and may have grown again.
 */
function firstNewEntry(before: readonly TrainingLogEntry[], after: readonly TrainingLogEntry[]): number {
  let index = Math.min(before.length, after.length);
  while (index > 0 && !same(before[index - 1], after[index - 1])) index--;
  return index;
}

function same(a: TrainingLogEntry | undefined, b: TrainingLogEntry | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
