// Requests about single completions and their rewards.
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import type { Handlers } from '../rpc/answerRequests';
import { CompletionVerifier } from '../verify/completionVerifier';

export function verifyHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'verifyCompletion'> {
  let verifier: CompletionVerifier | null = null;
  return {
    verifyCompletion: ({ text, line }, call) =>
      jobs.run(call.signal, (signal) => {
        verifier ??= new CompletionVerifier(context().settings.executionProvider);
        return verifier.reply(text, line, signal);
      }),
  };
}
