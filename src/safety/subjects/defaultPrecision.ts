// How a checkpoint is computed with where the user names nothing.
import type { CheckpointRef, Precision } from '../../protocol/checkpoints';

/** GGUF weights as the file has them, also under an adapter; everything else exactly, merged weights too. */
export function defaultPrecision({ path, basePath, merge }: CheckpointRef): Precision {
  if (merge === true) return 'exact';
  return [path, basePath].some((one) => one?.toLowerCase().endsWith('.gguf')) ? 'native' : 'exact';
}

/** The same checkpoint in this precision; what is exact says nothing, as ever. */
export function inPrecision<Ref extends CheckpointRef>(ref: Ref, precision = defaultPrecision(ref)): Ref {
  return precision === 'exact' ? ref : { ...ref, precision };
}
