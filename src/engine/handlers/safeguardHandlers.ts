// Requests about safeguards.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { fitSafeguard } from '../safeguards/decoding/fitSafeguard';
import { writeReflections } from '../safeguards/flow/writeReflections';
import { patchCheckpoint } from '../safeguards/parameters/patchCheckpoint';

export function safeguardHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'fitSafeguard' | 'patchCheckpoint' | 'writeReflections'> {
  return {
    fitSafeguard: (request, call) =>
      jobs.run(call.signal, (signal) =>
        fitSafeguard(context(), request, { signal, progress: call.progress }),
      ),
    patchCheckpoint: (request, call) =>
      jobs.run(call.signal, (signal) =>
        patchCheckpoint(context(), request, { signal, progress: call.progress }),
      ),
    writeReflections: ({ apiKeys, ...request }, call) =>
      jobs.run(call.signal, (signal) =>
        writeReflections(context(), request, { apiKeys, signal, progress: call.progress }),
      ),
  };
}
