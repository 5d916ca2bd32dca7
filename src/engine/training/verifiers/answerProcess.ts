// Regular expressions and LaTeX comparisons with a time limit, in a process of their own.
import type { AnswerJob, TimedJob } from './answerWorker';
import { WorkerProcess } from './workerProcess';

/** The process keeps the time itself; this is for one that cannot. */
const processGraceMs = 1000;

/** null: it did not end in time, or took too much memory. */
export interface AnswerProcess {
  matches(pattern: string, flags: string, text: string, limits: Limits): Promise<boolean | null>;
  sameLatex(reference: string, answer: string, limits: Limits): Promise<boolean | null>;
  dispose(): Promise<void>;
}

export interface Limits {
  readonly seconds: number;
  readonly signal: AbortSignal | undefined;
}

/** The process starts with the first question. */
export function createAnswerProcess(): AnswerProcess {
  const worker = new WorkerProcess<TimedJob, boolean | null>({
    script: 'answerWorker.mjs',
    heapLimitMb: 512,
  });
  const ask = async (job: AnswerJob, { seconds, signal }: Limits): Promise<boolean | null> => {
    const limitMs = Math.ceil(seconds * 1000);
    const outcome = await worker.run({ ...job, limitMs }, limitMs + processGraceMs, signal);
    return outcome.kind === 'reply' ? outcome.reply : null;
  };
  return {
    matches: (pattern, flags, text, limits) => ask({ kind: 'pattern', pattern, flags, text }, limits),
    sameLatex: (reference, answer, limits) => ask({ kind: 'latex', reference, answer }, limits),
    dispose: () => worker.dispose(),
  };
}
