// Requests about control policies.
import { trainControl } from '../control/trainControl';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';

export function controlHandlers(jobs: Pick<JobQueue, 'run'>): Pick<Handlers, 'trainControl'> {
  return {
    trainControl: (request, call) =>
      jobs.run(call.signal, (signal) => trainControl(request, { signal, progress: call.progress })),
  };
}
