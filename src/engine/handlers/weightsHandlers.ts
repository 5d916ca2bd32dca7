// Requests about the weights of two models.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import { analyseWeights } from '../representation/analyseWeights';
import type { Handlers } from '../rpc/answerRequests';

export function weightsHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'analyseWeights'> {
  return {
    analyseWeights: (request, call) =>
      jobs.run(call.signal, (signal) =>
        analyseWeights(context(), { ...request, signal, progress: call.progress }),
      ),
  };
}
