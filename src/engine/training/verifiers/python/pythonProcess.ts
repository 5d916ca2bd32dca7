// The sandbox for Python as seen from the engine: jobs in, outcomes out.
import { WorkerProcess } from '../workerProcess';
import { pyodideFolder } from './pyodideFolder';
import type { PythonJob, PythonReply } from './pythonSandbox';

/** The sandbox keeps the time itself; this is for one that cannot. */
const processGraceMs = 60_000;

export interface PythonProcess {
  /** Jobs run one after the other. @throws Error where the sandbox cannot be started. */
  run(job: PythonJob, signal?: AbortSignal): Promise<PythonReply>;
  dispose(): Promise<void>;
}

/** Starts with the first job, which takes some seconds. */
export function createPythonProcess(memoryLimitMb: number): PythonProcess {
  const worker = new WorkerProcess<PythonJob, PythonReply>({
    script: 'pythonSandbox.mjs',
    args: () => [pyodideFolder(), String(memoryLimitMb)],
    heapLimitMb: 512,
    // Part of the boundary: see sealThread.
    execArgv: ['--disallow-code-generation-from-strings'],
  });
  return {
    run: async (job, signal) => {
      const outcome = await worker.run(job, job.timeLimitMs + processGraceMs, signal);
      if (outcome.kind === 'reply') return outcome.reply;
      // A process that went down took what the answer had filled with it.
      return { kind: outcome.kind === 'died' ? 'memory' : 'timeout' };
    },
    dispose: () => worker.dispose(),
  };
}
