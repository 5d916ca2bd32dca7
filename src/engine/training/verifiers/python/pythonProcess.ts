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
      const limit = job.timeLimitMs + processGraceMs;
      let outcome = await worker.run(job, limit, signal);
      // The system may have ended the process for want of memory elsewhere: the answer gets a second process.
      if (outcome.kind === 'died') outcome = await worker.run(job, limit, signal);
      if (outcome.kind === 'reply') return outcome.reply;
      return { kind: outcome.kind === 'died' ? 'memory' : 'timeout' };
    },
    dispose: () => worker.dispose(),
  };
}
