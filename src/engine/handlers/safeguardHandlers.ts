// Requests about safeguards.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { patchCheckpoint } from '../safeguards/parameters/patchCheckpoint';

export function safeguardHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'patchCheckpoint'> {
  return {
    patchCheckpoint: (request, call) =>
      jobs.run(call.signal, (signal) =>
        patchCheckpoint(context(), request, { signal, progress: call.progress }),
      ),
  };
}
