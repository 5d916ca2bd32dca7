// The process that reads: cases of one parser, one after the other, each announced before it begins. What hangs, ends the
// process or fills the memory is for its parent to see.
import { writeFileSync } from 'node:fs';
import { argv, resourceUsage } from './processFacts';
import { openTarget } from './openTarget';
import { inputOf, runCase, type Finding } from './runCase';
import { findTarget } from './targets/targets';

export interface FuzzJob {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Where the one input is to be written; null: nowhere. */
  readonly keep: string | null;
}

export type WorkerMessage =
  | { readonly kind: 'case'; readonly index: number }
  | { readonly kind: 'result'; readonly index: number; readonly outcome: 'read' | 'refused' | Finding }
  | { readonly kind: 'end'; readonly peakMb: number }
  | { readonly kind: 'broken'; readonly message: string };

/** Above what the process has when its parser has read its good inputs. */
const mostMegabytes = 500;

/** Waits until it is on its way, so that what is said of a case is said before the case begins. */
const send = (message: WorkerMessage): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()));

async function work(job: FuzzJob): Promise<void> {
  const target = findTarget(job.target);
  const opened = await openTarget(target);
  const before = resourceUsage();
  const unhandled: string[] = [];
  const note = (error: unknown): void => {
    unhandled.push(error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error));
  };
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  try {
    for (let index = job.from; index < job.to; index++) {
      await send({ kind: 'case', index });
      if (job.keep !== null) writeFileSync(job.keep, inputOf(target, opened, job.seed, index));
      let { outcome } = await runCase(target, opened, job.seed, index);
      const [lost] = unhandled.splice(0);
      if (lost !== undefined) outcome = { kind: 'crash', message: `unhandled: ${lost}` };
      const grown = resourceUsage() - before;
      if (typeof outcome === 'string' && grown > mostMegabytes) {
        outcome = { kind: 'memory', message: `${Math.round(grown)} MB more than before` };
      }
      await send({ kind: 'result', index, outcome });
      // The peak is the process's own: after it another one goes on.
      if (grown > mostMegabytes) break;
    }
  } finally {
    await opened.close();
  }
  await send({ kind: 'end', peakMb: resourceUsage() - before });
}

process.on('disconnect', () => process.exit());
work(JSON.parse(argv(0)) as FuzzJob).then(
  () => process.disconnect(),
  async (error: unknown) => {
    await send({
      kind: 'broken',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    process.disconnect();
  },
);
