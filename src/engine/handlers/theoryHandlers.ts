// Requests about what theory says of a comparison.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { analyseTheory } from '../theory/analyseTheory';

export function theoryHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'analyseTheory'> {
  return {
    analyseTheory: (request, call) => {
      const run = (signal: AbortSignal): ReturnType<typeof analyseTheory> =>
        analyseTheory(context(), { ...request, signal, progress: call.progress });
      // What only reads files need not wait for a run of hours.
      return request.measureKl ? jobs.run(call.signal, run) : run(call.signal);
    },
  };
}
