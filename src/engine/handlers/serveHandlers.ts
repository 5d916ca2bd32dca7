// The request that serves a checkpoint over HTTP.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { serveCheckpoint } from '../serve/serveCheckpoint';

/** It holds the queue until it is cancelled: whoever wants more than serving from an engine starts another. */
export function serveHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'serve'> {
  return {
    serve: (spec, call) =>
      jobs.run(call.signal, (signal) =>
        serveCheckpoint(context(), spec, {
          signal,
          progress: call.progress,
          log: (line) => console.error(line),
        }),
      ),
  };
}
