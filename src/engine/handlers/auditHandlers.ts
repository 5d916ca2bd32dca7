// Requests about reward audits.
import { planAudit } from '../audit/planAudit';
import { runAudit } from '../audit/runAudit';
import { summarizeAudit } from '../audit/summarizeAudit';
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';

export function auditHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'planAudit' | 'runAudit' | 'summarizeAudit'> {
  return {
    planAudit: (request, call) =>
      jobs.run(call.signal, (signal) => planAudit(context(), { ...request, signal })),
    runAudit: (request, call) =>
      jobs.run(call.signal, (signal) => runAudit(context(), { ...request, signal, progress: call.progress })),
    summarizeAudit: ({ path }) => summarizeAudit(path),
  };
}
