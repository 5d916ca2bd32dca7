// A small process that renders Jinja chat templates, which are untrusted programs. A process, not a thread: a heap limit reached
// inside V8's own string code aborts everything around it. Knows nothing of checkpoints or files.
// Runs from source under Node's type stripping (so: imports name files with their ending) and as templateWorker.mjs beside the bundle.
import { createContext, Script } from 'node:vm';
import { Template } from '../jinja/template.ts';

/** One batch: the template rendered once per conversation. */
export interface RenderJob {
  readonly id: number;
  readonly template: string;
  /** The variables that all conversations share. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly chats: readonly (readonly { readonly role: string; readonly content: string }[])[];
  /** Characters a rendered prompt may have. */
  readonly maxLength: number;
  readonly timeLimitMs: number;
}

export type RenderReply =
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly error: string; readonly timedOut: boolean };

let compiled: { readonly source: string; readonly template: Template } | null = null;

function renderAll(job: RenderJob): string[] {
  if (compiled?.source !== job.template) {
    compiled = { source: job.template, template: new Template(job.template) };
  }
  const { template } = compiled;
  let total = 0;
  return job.chats.map((messages) => {
    const text = template.render({ ...job.variables, messages });
    total += text.length;
    // Long concatenations are lazy in V8; the length is known before the memory is spent.
    if (text.length > job.maxLength || total > job.maxLength * 8) {
      throw new Error(`it wrote more than ${String(job.maxLength)} characters`);
    }
    return text;
  });
}

/** The time limit holds here too: a parent that was killed leaves no process behind that spins. */
function render(job: RenderJob): RenderReply {
  try {
    const context = createContext({ run: () => renderAll(job) });
    const texts = new Script('run()').runInContext(context, { timeout: job.timeLimitMs }) as string[];
    return { id: job.id, texts };
  } catch (error) {
    return { id: job.id, error: textOf(error).slice(0, 500), timedOut: codeOf(error) === timeoutCode };
  }
}

const timeoutCode = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** The error may come from the context's own realm, where Error is another class. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
}

function textOf(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  return String(hasMessage ? error.message : error);
}

process.on('message', (job: RenderJob) => {
  process.send?.(render(job));
});
