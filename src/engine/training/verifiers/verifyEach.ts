// Makes a verifier of a function over one completion. An exception fails its input with the reason, never the run.
import type { TaskItem, Verifier, VerifierInput, VerifierResult } from '../tasks/task';

export interface EachVerifier {
  readonly id: string;
  readonly needs: readonly string[];
  readonly checkItem?: (item: TaskItem) => void;
  readonly checkOne: (input: VerifierInput, signal?: AbortSignal) => VerifierResult | Promise<VerifierResult>;
  readonly dispose?: () => Promise<void>;
}

export function verifyEach({ id, needs, checkItem, checkOne, dispose }: EachVerifier): Verifier {
  return {
    id,
    needs,
    checkItem: checkItem ?? (() => undefined),
    async check(inputs, signal) {
      const results: VerifierResult[] = [];
      for (const input of inputs) {
        signal?.throwIfAborted();
        results.push(await guarded(input, checkOne, signal));
      }
      return results;
    },
    dispose: dispose ?? (() => Promise.resolve()),
  };
}

async function guarded(
  input: VerifierInput,
  checkOne: EachVerifier['checkOne'],
  signal: AbortSignal | undefined,
): Promise<VerifierResult> {
  try {
    return await checkOne(input, signal);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { reward: null, reason: `The verifier failed: ${message.slice(0, 300)}` };
  }
}

export function passed(reason: string): VerifierResult {
  return { reward: 1, reason };
}

export function failed(reason: string): VerifierResult {
  return { reward: 0, reason };
}
