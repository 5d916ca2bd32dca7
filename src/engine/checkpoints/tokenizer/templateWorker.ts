// Worker thread that renders Jinja chat templates, which are untrusted programs. It knows nothing of checkpoints or files.
// Runs from source under Node's type stripping (so: no relative imports) and as templateWorker.mjs beside the bundle.
import { Template } from '@huggingface/jinja';
import { parentPort } from 'node:worker_threads';

/** One batch: the template rendered once per set of variables. */
export interface RenderJob {
  readonly id: number;
  readonly template: string;
  /** The variables that all conversations share. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly chats: readonly (readonly { readonly role: string; readonly content: string }[])[];
  /** Characters a rendered prompt may have. */
  readonly maxLength: number;
}

export type RenderReply =
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly error: string };

const port = parentPort;
let compiled: { readonly source: string; readonly template: Template } | null = null;

function render(job: RenderJob): RenderReply {
  try {
    if (compiled?.source !== job.template) {
      compiled = { source: job.template, template: new Template(job.template) };
    }
    const { template } = compiled;
    let total = 0;
    const texts = job.chats.map((messages) => {
      // Jinja objects are made from the plain values: a template cannot reach a JavaScript object.
      const text = template.render({ ...job.variables, messages });
      total += text.length;
      // Long concatenations are lazy in V8; the length is known before the memory is spent.
      if (text.length > job.maxLength) {
        throw new Error(`it wrote a prompt of more than ${String(job.maxLength)} characters`);
      }
      if (total > job.maxLength * 8) {
        throw new Error('its prompts together are too long');
      }
      return text;
    });
    return { id: job.id, texts };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id: job.id, error: message.slice(0, 500) };
  }
}

port?.on('message', (job: RenderJob) => {
  port.postMessage(render(job));
});
