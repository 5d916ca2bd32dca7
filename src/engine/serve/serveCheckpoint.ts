// Serves a checkpoint until it is cancelled, and says how it goes.
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardrailError } from '../../protocol/errors';
import type { ServeProgress, ServeSpec } from '../../protocol/serving';
import type { EngineContext } from '../engineContext';
import { checkListenAddress } from './http/listenAddress';
import { openModels } from './openModels';
import { startServing } from './startServing';

export interface ServeCall {
  readonly signal: AbortSignal;
  readonly progress: (value: ServeProgress) => void;
  /** A line per request. */
  readonly log: (line: string) => void;
}

const progressEvery = 1000;

/**
 * Returns when `signal` aborts: that is how serving ends.
 * @throws GuardrailError invalidRequest for an address that is not allowed; memoryLimit; what opening and loading throw.
 */
export async function serveCheckpoint(
  context: Pick<EngineContext, 'open' | 'versions' | 'generators'>,
  spec: ServeSpec,
  call: ServeCall,
): Promise<{ requests: number }> {
  checkListenAddress(spec);
  const opened = await openModels(context, spec, call.signal);
  try {
    const generator = await context.generators.acquire(opened.main);
    const serving = await startServing(opened.models, generator, { ...spec, log: call.log });
    try {
      let said = '';
      while (!call.signal.aborted) {
        const { url, requests, active, tokensPerSecond } = serving;
        const progress = { url, requests, active, tokensPerSecond };
        if (JSON.stringify(progress) !== said) call.progress(progress);
        said = JSON.stringify(progress);
        await sleep(progressEvery, undefined, { signal: call.signal }).catch(() => undefined);
      }
    } finally {
      await serving.stop();
    }
    // The memory watch says why it stopped the job; a front end that stops it says nothing.
    if (call.signal.reason instanceof GuardrailError) throw call.signal.reason;
    return { requests: serving.requests };
  } finally {
    await opened.dispose();
  }
}
