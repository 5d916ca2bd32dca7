// Runs chat templates in a process of their own with a time and a heap limit, and turns whatever goes wrong into an error for the
// user. Knows that process's messages; does not know where a template comes from.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChatMessage } from '../../../protocol/generation';
import { GuardrailError } from '../../../protocol/errors';
import type { FileKind } from '../../files/textFile';
import { checkpointFile } from '../checkpointErrors';
import type { RenderJob, RenderReply } from './templateWorker';

/** Templates in use have 1 to 20 KB. */
export const maxTemplateLength = 1_000_000;
const maxPromptLength = 4_000_000;
const defaultTimeLimitMs = 5000;
/** Starting a process on a busy machine is not the template's fault. */
const startLimitMs = 30_000;
const heapLimitMb = 256;
const startAttempts = 3;
/** What V8 ends itself with when its heap is full; other signals come from outside. */
const ownSignals: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGSEGV', 'SIGBUS']);

export interface TemplateRun {
  readonly template: string;
  readonly chats: readonly (readonly ChatMessage[])[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** For each `batchSize` conversations. */
  readonly timeLimitMs?: number;
}

const batchSize = 256;

const advice =
  'Look at chat_template.jinja, or `chat_template` in tokenizer_config.json; a template from the base checkpoint usually fits.';

export function templateInvalid(message: string, cause?: unknown): GuardrailError {
  return new GuardrailError('templateInvalid', message, advice, { cause });
}

/** A file with a chat template; UTF-8 has at most four bytes a character. */
export function templateFile(maxBytes = maxTemplateLength * 4): FileKind {
  return { ...checkpointFile(maxBytes), broken: { code: 'templateInvalid', advice } };
}

/** Started on first use, keeps nothing alive, and is replaced after a failure. */
let renderer: ChildProcess | null = null;
let nextId = 0;
/** Jobs run one after the other: each has the process, and its time limit, to itself. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Renders each conversation.
 * @throws GuardrailError templateInvalid: syntax error, raise_exception, too slow, too much memory, too long.
 */
export async function runTemplate(run: TemplateRun): Promise<string[]> {
  const texts: string[] = [];
  for (let start = 0; start < run.chats.length; start += batchSize) {
    const batch = { ...run, chats: run.chats.slice(start, start + batchSize) };
    const result = queue.then(() => renderAgainIfEnded(batch));
    queue = result.catch(() => undefined);
    texts.push(...(await result));
  }
  return texts;
}

/** Sending to a process that is gone. */
const lostConnection: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'ERR_IPC_CHANNEL_CLOSED']);

/** The process was ended from outside, which says nothing of the template. */
class EndedFromOutside extends Error {}

async function renderAgainIfEnded(run: TemplateRun): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await renderInProcess(run);
    } catch (error) {
      if (!(error instanceof EndedFromOutside)) throw error;
      if (attempt < startAttempts) continue;
      throw new GuardrailError(
        'engineGone',
        `The process for chat templates was ended ${attempt} times (${error.message}).`,
        'Something on this machine ends it, for want of memory or by hand. Try again; a run resumes where it was.',
        { cause: error },
      );
    }
  }
}

async function startRenderer(): Promise<ChildProcess> {
  const bundled = fileURLToPath(new URL('./templateWorker.mjs', import.meta.url));
  const source = fileURLToPath(new URL('./templateWorker.ts', import.meta.url));
  const { SystemRoot, TZ, LANG } = process.env;
  const child = fork(existsSync(bundled) ? bundled : source, {
    execArgv: [`--max-old-space-size=${heapLimitMb}`, '--max-semi-space-size=8'],
    // The editor's own executable is Node only where this variable says so.
    env: { ELECTRON_RUN_AS_NODE: '1', SystemRoot, TZ, LANG },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Ctrl+C in a terminal is for the front end to hear. The process ends when its channel does.
    detached: process.platform !== 'win32',
  });
  child.once('exit', () => {
    if (renderer === child) renderer = null;
  });
  // A message that no longer arrives is reported here after its job has failed already.
  child.on('error', () => undefined);
  await once(child, 'spawn').catch((cause: unknown) => {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new GuardrailError(
      'engineGone',
      `The process for chat templates could not be started (${what}).`,
      'Something on this machine prevents it. Try again; a run resumes where it was.',
      { cause },
    );
  });
  return child;
}

async function renderInProcess(run: TemplateRun): Promise<string[]> {
  const timeLimitMs = run.timeLimitMs ?? defaultTimeLimitMs;
  const common = { maxLength: maxPromptLength, timeLimitMs };
  const fresh = renderer === null;
  const child = (renderer ??= await startRenderer());
  child.ref();
  child.channel?.ref();
  let reply: RenderReply;
  try {
    if (fresh) {
      const nothing = { id: ++nextId, template: '', chats: [[]], variables: {}, ...common };
      await post(child, nothing, startLimitMs);
    }
    const { template, chats, variables } = run;
    // The process keeps the time itself; the second is for one that cannot.
    reply = await post(child, { id: ++nextId, template, chats, variables, ...common }, timeLimitMs + 1000);
  } catch (error) {
    // It may still be running the template, or be near its heap limit.
    if (renderer === child) renderer = null;
    child.kill('SIGKILL');
    throw error;
  } finally {
    child.unref();
    child.channel?.unref();
  }
  if ('texts' in reply) return [...reply.texts];
  if (reply.timedOut) throw tooSlow(timeLimitMs);
  throw templateInvalid(`The chat template failed: ${reply.error}`);
}

function tooSlow(limitMs: number): GuardrailError {
  return templateInvalid(`The chat template did not finish within ${limitMs / 1000} seconds.`);
}

function post(child: ChildProcess, job: RenderJob, limitMs: number): Promise<RenderReply> {
  return new Promise((resolve, reject) => {
    const stopListening = (): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('error', onError);
      child.off('exit', onExit);
    };
    const fail = (error: Error): void => {
      stopListening();
      reject(error);
    };
    const onMessage = (reply: RenderReply): void => {
      if (reply.id !== job.id) return;
      stopListening();
      resolve(reply);
    };
    const onError = (cause: NodeJS.ErrnoException): void => {
      // The job has not arrived, so it is no fault of the template.
      if (cause.code !== undefined && lostConnection.has(cause.code)) fail(new EndedFromOutside(cause.code));
      else fail(templateInvalid(`The process for chat templates cannot be used: ${cause.message}`, cause));
    };
    const onExit = (_: number | null, signal: NodeJS.Signals | null): void => {
      if (signal !== null && !ownSignals.has(signal)) {
        fail(new EndedFromOutside(signal));
        return;
      }
      const limit = `${heapLimitMb} MB of memory`;
      fail(templateInvalid(`The chat template ended its process, probably by using more than ${limit}.`));
    };
    const timer = setTimeout(() => {
      fail(tooSlow(job.timeLimitMs));
    }, limitMs);
    child.on('message', onMessage);
    child.on('error', onError);
    child.on('exit', onExit);
    child.send(job);
  });
}
