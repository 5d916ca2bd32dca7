// Requests about what two models say of given tokens.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { analyseTokens } from '../tokens/analyseTokens';
import { continueTokens } from '../tokens/continueTokens';

export function tokenHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'analyseTokens' | 'continueTokens'> {
  return {
    analyseTokens: (request, call) =>
      jobs.run(call.signal, (signal) => analyseTokens(context(), { ...request, signal })),
    continueTokens: (request, call) =>
      jobs.run(call.signal, (signal) =>
        continueTokens(context(), { ...request, signal, progress: call.progress }),
      ),
  };
}
