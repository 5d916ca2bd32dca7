// The process that runs answers in Python: a thread that examines, and for every answer a fresh thread with a fresh
// interpreter. It keeps the time and watches the memory. Started by WorkerProcess.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Examination, ThreadData, ThreadMessage } from './pythonThread';
import { webAssembly } from './webAssembly';
import { closeChannel, createChannelBuffer, type ChannelBuffer } from './syncChannel';

export interface PythonJob {
  readonly code: string;
  /** Code of the dataset that the tests may use: run where the tests run. */
  readonly trusted: string;
  readonly setup: string;
  readonly tests: readonly string[];
  /** Names that are taken from the answer even where Python has them. */
  readonly entryPoints: readonly string[];
  /** Nothing but the entry points is taken from the answer. */
  readonly entryPointsOnly: boolean;
  readonly timeLimitMs: number;
}

export interface TestResult {
  readonly passed: boolean;
  readonly reason: string;
}

export type PythonReply =
  | { readonly kind: 'examined'; readonly results: readonly TestResult[] }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory' }
  /** The answer broke its interpreter. */
  | { readonly kind: 'crashed' };

const [pyodideFolder = '', memoryMb = '256'] = process.argv.slice(2);
const memoryLimit = Number(memoryMb) * 2 ** 20;
/** Above what the process has when a job starts: the interpreter's memory, twice for what JavaScript holds of it. */
const residentLimit = 2 * memoryLimit + 256 * 2 ** 20;
/** For an examiner that hangs in a test of the dataset's own. */
const examinerGraceMs = 2000;

const module = await webAssembly.compile(readFileSync(join(pyodideFolder, 'pyodide.asm.wasm')));
const common = { pyodideFolder, module, memoryLimit };

function startThread(thread: Pick<ThreadData, 'role' | 'snapshot' | 'channel'>): Worker {
  return new Worker(fileURLToPath(new URL('./pythonThread.mjs', import.meta.url)), {
    workerData: { ...common, ...thread } satisfies ThreadData,
    // Moved, never shared: whatever code reaches in its own thread, the next one starts from the same bytes.
    transferList: thread.snapshot === null ? [] : [thread.snapshot],
    env: {},
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 256, stackSizeMb: 4 },
  });
}

/** The first message of a thread. Rejects where it ends before. */
function firstMessage(worker: Worker): Promise<ThreadMessage> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a Python thread ended with ${code}`)));
  });
}

const snapshotThread = startThread({ role: 'snapshot', snapshot: null, channel: null });
const made = await firstMessage(snapshotThread);
if (made.kind !== 'snapshot') throw new Error('there is no snapshot');
const { snapshot } = made;
await snapshotThread.terminate();
const ownSnapshot = (): ArrayBuffer => snapshot.slice(0);

interface Candidate {
  readonly worker: Worker;
  readonly channel: ChannelBuffer;
}

async function startCandidate(): Promise<Candidate> {
  const channel = createChannelBuffer();
  const worker = startThread({ role: 'candidate', snapshot: ownSnapshot(), channel });
  await firstMessage(worker);
  return { worker, channel };
}

async function startExaminer(): Promise<Worker> {
  const worker = startThread({ role: 'examiner', snapshot: ownSnapshot(), channel: null });
  await firstMessage(worker);
  return worker;
}

let examiner = await startExaminer();
/** One is always being made ready. */
let spare = startCandidate();

async function run(job: PythonJob): Promise<PythonReply> {
  const candidate = await spare;
  const deadline = Date.now() + job.timeLimitMs;
  const settled = watch(candidate, deadline);
  const examination: Examination = { job: textOf(job), channel: candidate.channel, deadline };
  examiner.postMessage(examination);
  const reply = await settled;
  await candidate.worker.terminate();
  // Started only now: beside a running answer it would take that answer's time.
  spare = startCandidate();
  spare.catch(() => undefined);
  return reply;
}

function watch(candidate: Candidate, deadline: number): Promise<PythonReply> {
  const resident = process.memoryUsage.rss();
  return new Promise((resolve, reject) => {
    let cause: PythonReply | null = null;
    const stop = (reply: PythonReply): void => {
      cause ??= reply;
      void candidate.worker.terminate();
      closeChannel(candidate.channel);
    };
    const finish = (settle: () => void): void => {
      clearInterval(memoryTimer);
      clearTimeout(timer);
      clearTimeout(hangTimer);
      examiner.off('message', onMessage);
      examiner.off('error', onExaminerError);
      settle();
    };
    const onMessage = (message: ThreadMessage): void => {
      if (message.kind !== 'examined') return;
      finish(() => resolve(cause ?? replyOf(message.result, deadline)));
    };
    const restart = (settle: () => void): void => {
      finish(() => {
        void examiner.terminate();
        startExaminer().then((fresh) => {
          examiner = fresh;
          settle();
        }, reject);
      });
    };
    const onExaminerError = (error: Error): void => restart(() => reject(error));
    const memoryTimer = setInterval(() => {
      if (process.memoryUsage.rss() > resident + residentLimit) stop({ kind: 'memory' });
    }, 20);
    const left = deadline - Date.now();
    const timer = setTimeout(() => stop({ kind: 'timeout' }), left);
    const hangTimer = setTimeout(() => restart(() => resolve({ kind: 'timeout' })), left + examinerGraceMs);
    // An answer can throw anything, null too.
    candidate.worker.on('error', (error: unknown) => {
      stop({ kind: codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crashed' });
    });
    examiner.on('message', onMessage);
    examiner.on('error', onExaminerError);
  });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function replyOf(text: string, deadline: number): PythonReply {
  const { gone, results } = JSON.parse(text) as { gone: string | null; results: readonly TestResult[] };
  if (gone !== null && Date.now() >= deadline) return { kind: 'timeout' };
  return { kind: 'examined', results };
}

function textOf(job: PythonJob): string {
  return JSON.stringify({
    code: job.code,
    trusted: job.trusted,
    setup: job.setup,
    tests: job.tests,
    entry_points: job.entryPoints,
    entry_points_only: job.entryPointsOnly,
  });
}

process.on('message', ({ id, job }: { readonly id: number; readonly job: PythonJob }) => {
  run(job).then(
    (reply) => process.send?.({ id, reply }),
    // The process has lost an interpreter; a new process is the way out.
    () => process.exit(1),
  );
});
// A parent that was killed leaves no process behind.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
