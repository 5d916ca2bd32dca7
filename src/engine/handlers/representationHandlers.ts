// Requests about what two models represent, and about their weights.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import { analyseRepresentation } from '../representation/analyseRepresentation';
import { analyseWeights } from '../representation/analyseWeights';
import type { Handlers } from '../rpc/answerRequests';

export function representationHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'analyseRepresentation' | 'analyseWeights'> {
  return {
    analyseRepresentation: (request, call) =>
      jobs.run(call.signal, (signal) =>
        analyseRepresentation(context(), { ...request, signal, progress: call.progress }),
      ),
    analyseWeights: (request, call) =>
      jobs.run(call.signal, (signal) =>
        analyseWeights(context(), { ...request, signal, progress: call.progress }),
      ),
  };
}
