// The process that does what may not end on hostile input: regular expressions and LaTeX. Started by WorkerProcess, which
// kills it where even the time limit here does not hold.
import { createContext, Script } from 'node:vm';
import { sameLatex } from './latex/sameLatex';

export type AnswerJob =
  | { readonly kind: 'pattern'; readonly pattern: string; readonly flags: string; readonly text: string }
  | { readonly kind: 'latex'; readonly reference: string; readonly answer: string };

export type TimedJob = AnswerJob & { readonly limitMs: number };

function answer(job: AnswerJob): boolean {
  switch (job.kind) {
    case 'pattern':
      return new RegExp(job.pattern, job.flags).test(job.text);
    case 'latex':
      return sameLatex(job.reference, job.answer);
  }
}

/** null: over the limit. It holds here too, so that a parent that was killed leaves no process behind that spins. */
function timed(job: TimedJob): boolean | null {
  try {
    const context = createContext({ run: () => answer(job) });
    return new Script('run()').runInContext(context, { timeout: job.limitMs }) as boolean;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === timeoutCode)
      return null;
    throw error;
  }
}

const timeoutCode = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

process.on('message', ({ id, job }: { readonly id: number; readonly job: TimedJob }) => {
  process.send?.({ id, reply: timed(job) });
});
// A parent that was killed leaves no process behind.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
