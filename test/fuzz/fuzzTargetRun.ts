// All cases of one parser, in processes that are watched and started again: what a case does to its process is a finding
// of that case alone.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FuzzJob, WorkerMessage } from './fuzzWorker';
import type { Finding } from './runCase';

export interface RunOptions {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly keep: string | null;
}

export interface PlacedFinding extends Finding {
  readonly index: number;
}

export interface TargetReport {
  readonly target: string;
  readonly cases: number;
  readonly read: number;
  readonly refused: number;
  /** Of each kind and message the first, with how often it came up. */
  readonly findings: readonly (PlacedFinding & { readonly times: number })[];
  readonly peakMb: number;
  readonly seconds: number;
}

/** Without a word for so long a case hangs; a busy machine is slow, and no defect. */
const silenceMs = 60_000;
const heapLimitMb = 450;
const mostFindings = 25;

export async function fuzzTargetRun(options: RunOptions): Promise<TargetReport> {
  const started = performance.now();
  const counts = { read: 0, refused: 0, cases: 0, peakMb: 0 };
  const findings = new Map<string, PlacedFinding & { times: number }>();
  const note = (index: number, finding: Finding): void => {
    const key = `${finding.kind} ${finding.message.replaceAll(/\d+|"[^"]*"/gu, '#').slice(0, 120)}`;
    const known = findings.get(key);
    if (known !== undefined) known.times++;
    else findings.set(key, { ...finding, index, times: 1 });
  };
  for (let next = options.from; next < options.to && findings.size < mostFindings;) {
    const job = { ...options, from: next };
    const ended = await watched(job, (index, outcome) => {
      counts.cases++;
      if (typeof outcome === 'string') counts[outcome]++;
      else note(index, outcome);
    });
    counts.peakMb = Math.max(counts.peakMb, ended.peakMb);
    next = ended.next;
  }
  return {
    target: options.target,
    ...counts,
    findings: [...findings.values()],
    seconds: (performance.now() - started) / 1000,
  };
}

interface Ended {
  /** The case with which to go on. */
  readonly next: number;
  readonly peakMb: number;
}

function watched(
  job: FuzzJob,
  onResult: (index: number, outcome: 'read' | 'refused' | Finding) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./fuzzWorker.mjs', import.meta.url)), [JSON.stringify(job)], {
      execArgv: [`--max-old-space-size=${heapLimitMb}`, '--no-warnings'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    let current = job.from;
    let begun = false;
    let next = job.from;
    let end: Extract<WorkerMessage, { kind: 'end' | 'broken' }> | null = null;
    let hangs = false;
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hangs = true;
        child.kill('SIGKILL');
      }, silenceMs);
    };
    wait();
    child.on('message', (message: WorkerMessage) => {
      wait();
      if (message.kind === 'case') {
        current = message.index;
        begun = true;
      } else if (message.kind === 'result') {
        next = message.index + 1;
        begun = false;
        onResult(message.index, message.outcome);
      } else end = message;
    });
    // What the process said last may arrive after its end.
    const disconnected = new Promise<void>((done) => child.once('disconnect', done));
    child.once('close', (code, signal) => void disconnected.then(() => settle(code, signal)));
    const settle = (code: number | null, signal: NodeJS.Signals | null): void => {
      clearTimeout(timer);
      if (end?.kind === 'broken') reject(new Error(end.message));
      else if (end?.kind === 'end') resolve({ next, peakMb: end.peakMb });
      else if (!begun && next === job.from) reject(new Error(`The process did not begin: ${errors}`));
      else {
        const outOfMemory = /heap out of memory|allocation failed/iu.test(errors);
        const kind = hangs ? 'hang' : outOfMemory ? 'memory' : 'crash';
        const what = hangs
          ? `longer than ${silenceMs / 1000} s`
          : `${signal ?? String(code)} ${errors.slice(0, 300)}`;
        onResult(current, { kind, message: what });
        resolve({ next: current + 1, peakMb: 0 });
      }
    };
  });
}
