// Runs chat templates in a worker thread with a time and a heap limit, and turns whatever goes wrong into an error for the user.
// Knows the worker's protocol; does not know where a template comes from.
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { ChatMessage } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';
import type { RenderJob, RenderReply } from './templateWorker';

/** Templates in use have 1 to 20 KB. */
export const maxTemplateLength = 1_000_000;
const maxPromptLength = 4_000_000;
const timeLimitMs = 5000;
/** Starting a thread on a busy machine is not the template's fault. */
const startLimitMs = 30_000;
const heapLimitMb = 256;

export interface TemplateRun {
  readonly template: string;
  readonly chats: readonly (readonly ChatMessage[])[];
  readonly variables: Readonly<Record<string, unknown>>;
}

export function templateInvalid(message: string, cause?: unknown): GuardrailError {
  return new GuardrailError(
    'templateInvalid',
    message,
    'Look at chat_template.jinja, or `chat_template` in tokenizer_config.json; a template from the base checkpoint usually fits.',
    { cause },
  );
}

/** The one thread of this process, started on first use; it keeps no process alive and is replaced after a failure. */
let worker: Worker | null = null;
let nextId = 0;
/** Jobs run one after the other: each has the thread, and its time limit, to itself. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Renders each conversation.
 * @throws GuardrailError templateInvalid: syntax error, raise_exception, too slow, too much memory, too long.
 */
export function runTemplate(run: TemplateRun): Promise<string[]> {
  const result = queue.then(() => runOnThread(run));
  queue = result.catch(() => undefined);
  return result;
}

function startWorker(): Worker {
  const bundled = new URL('./templateWorker.mjs', import.meta.url);
  const source = new URL('./templateWorker.ts', import.meta.url);
  const started = new Worker(existsSync(bundled) ? bundled : source, {
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapLimitMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  return started;
}

async function runOnThread(run: TemplateRun): Promise<string[]> {
  const fresh = worker === null;
  const thread = (worker ??= startWorker());
  thread.ref();
  try {
    if (fresh) {
      await post(
        thread,
        { id: ++nextId, template: '', chats: [[]], variables: {}, maxLength: 1 },
        startLimitMs,
      );
    }
    const texts = await post(
      thread,
      {
        id: ++nextId,
        template: run.template,
        chats: run.chats,
        variables: run.variables,
        maxLength: maxPromptLength,
      },
      timeLimitMs,
    );
    thread.unref();
    return texts;
  } catch (error) {
    // A thread that failed may still be running the template, or be near its heap limit.
    if (worker === thread) worker = null;
    await thread.terminate();
    throw error;
  }
}

function post(thread: Worker, job: RenderJob, limitMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      thread.off('message', onMessage);
      thread.off('error', onError);
      thread.off('exit', onExit);
      act();
    };
    const fail = (message: string, cause?: unknown): void => {
      settle(() => {
        reject(templateInvalid(message, cause));
      });
    };
    const onMessage = (reply: RenderReply): void => {
      if (reply.id !== job.id) return;
      if ('error' in reply) fail(`The chat template failed: ${reply.error}`);
      else
        settle(() => {
          resolve([...reply.texts]);
        });
    };
    const onError = (error: Error & { code?: string }): void => {
      fail(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `The chat template used more than ${heapLimitMb} MB of memory.`
          : `The chat template failed: ${error.message}`,
        error,
      );
    };
    const onExit = (): void => {
      fail('The chat template ended its thread.');
    };
    const timer = setTimeout(() => {
      fail(`The chat template did not finish within ${limitMs / 1000} seconds.`);
    }, limitMs);
    thread.on('message', onMessage);
    thread.on('error', onError);
    thread.on('exit', onExit);
    thread.postMessage(job);
  });
}
