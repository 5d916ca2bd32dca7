// Whether this engine's execution provider can be relied on, asked before anything is computed with it.
import { join } from 'node:path';
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import { compareProvider } from '../generation/compareProvider';
import { productSpeed } from '../bench/productSpeed';
import type { Handlers } from '../rpc/answerRequests';

export function providerHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, 'checkProvider'> {
  return {
    checkProvider: ({ timed }, call) =>
      jobs.run(call.signal, async (signal) => {
        const { open, settings } = context();
        const { executionProvider, mediaFolder, threads } = settings;
        const path = join(mediaFolder, 'checkpoints', 'glens-tiny');
        const checkpoint = await open({ path }, signal);
        try {
          const difference = await compareProvider(checkpoint, executionProvider, signal);
          const speed = timed ? await productSpeed(executionProvider, threads) : null;
          return { difference, speed };
        } finally {
          await checkpoint.dispose();
        }
      }),
  };
}
