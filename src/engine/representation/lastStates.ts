// The residual stream of a model behind every block, at the last token of given prompts.
import type { LocalAccess } from '../respondents/respondent';

export interface StateRequest {
  readonly signal: AbortSignal;
  /** Prompts that are done. */
  readonly onProgress?: (done: number) => void;
}

/** Prompts that go through the model in one call: what lies between two looks at the signal and the progress. */
const together = 8;

/**
 * @param prompts token ids, each of at least one
 * @returns by layer and prompt, [hidden]
 * @throws GuardrailError invalidRequest where a prompt does not fit; cancelled
 */
export async function lastStates(
  local: Pick<LocalAccess, 'config' | 'withHooks'>,
  prompts: readonly (readonly number[])[],
  { signal, onProgress }: StateRequest,
): Promise<Float32Array[][]> {
  const { layers, hiddenSize } = local.config;
  const states = Array.from({ length: layers }, () =>
    Array.from({ length: prompts.length }, () => new Float32Array(hiddenSize)),
  );
  let offset = 0;
  const reading = local.withHooks({
    readers: states.map((ofLayer, layer) => ({
      layer,
      read: ({ id, promptIds }, from, values) => {
        const last = promptIds.length - 1 - from;
        if (last < 0 || (last + 1) * hiddenSize > values.length) return;
        ofLayer[offset + id]?.set(values.subarray(last * hiddenSize, (last + 1) * hiddenSize));
      },
    })),
  }).local;
  if (reading === null) throw new RangeError('A local respondent with hooks is local.');
  for (; offset < prompts.length; offset += together) {
    const part = prompts.slice(offset, offset + together);
    await reading.visit(
      part.map((ids) => ({ ids, from: ids.length })),
      () => undefined,
      signal,
    );
    onProgress?.(offset + part.length);
  }
  return states;
}
