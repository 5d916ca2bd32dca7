// Requests about safeguards.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { fitSafeguard } from '../safeguards/decoding/fitSafeguard';
import { patchCheckpoint } from '../safeguards/parameters/patchCheckpoint';

export function safeguardHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'fitSafeguard' | 'patchCheckpoint'> {
  return {
    fitSafeguard: (request, call) =>
      jobs.run(call.signal, (signal) =>
        fitSafeguard(context(), request, { signal, progress: call.progress }),
      ),
    patchCheckpoint: (request, call) =>
      jobs.run(call.signal, (signal) =>
        patchCheckpoint(context(), request, { signal, progress: call.progress }),
      ),
  };
}
