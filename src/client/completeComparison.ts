// Runs a comparison to its end across engine crashes: what is stored stays, the rest is asked for again.
import type { ApiKeys } from '../protocol/contracts';
import type { RunProgress } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { ComparisonSummary } from '../protocol/summary';
import type { EngineClient, RequestOptions } from './engineClient';

/** Crashes without any progress between them before giving up. */
const hopelessCrashes = 3;

/** @throws GuardrailError engineGone when the engine keeps dying without getting any further. */
export async function completeComparison(
  client: EngineClient,
  params: { readonly path: string; readonly apiKeys: ApiKeys },
  options: RequestOptions<RunProgress> & { readonly onRestart?: (reason: string) => void },
): Promise<ComparisonSummary> {
  let best = -1;
  let crashes = 0;
  for (;;) {
    const reached = { done: -1 };
    try {
      return await client.request('runComparison', params, {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (progress) => {
          reached.done = Math.max(reached.done, progress.done);
          options.onProgress?.(progress);
        },
      });
    } catch (error) {
      const restartable =
        error instanceof GuardrailError && error.code === 'engineGone' && options.signal?.aborted !== true;
      if (!restartable) throw error;
      crashes = reached.done > best ? 1 : crashes + 1;
      best = Math.max(best, reached.done);
      if (crashes >= hopelessCrashes) throw error;
      options.onRestart?.(error.message);
    }
  }
}
