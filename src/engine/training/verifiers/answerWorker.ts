// The process that does what may not end on hostile input: regular expressions and LaTeX. Started by WorkerProcess; a
// job that hangs is killed with it.
import { sameLatex } from './latex/sameLatex';

export type AnswerJob =
  | { readonly kind: 'pattern'; readonly pattern: string; readonly flags: string; readonly text: string }
  | { readonly kind: 'latex'; readonly reference: string; readonly answer: string };

function run(job: AnswerJob): boolean {
  switch (job.kind) {
    case 'pattern':
      return new RegExp(job.pattern, job.flags).test(job.text);
    case 'latex':
      return sameLatex(job.reference, job.answer);
  }
}

process.on('message', ({ id, job }: { readonly id: number; readonly job: AnswerJob }) => {
  process.send?.({ id, reply: run(job) });
});
// A parent that was killed leaves no process behind.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
