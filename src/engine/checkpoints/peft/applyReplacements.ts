// Base tensors with those that an adapter saved whole (modules_to_save) put in their place. Knows tied heads.
import type { ModelConfig, TensorSource } from '../checkpoint';
import { withFloatDtype } from '../checkTensors';
import type { RawTensor } from '../fingerprints';

const head = 'lm_head.weight';
const embedding = 'model.embed_tokens.weight';

/**
 * PEFT wraps the module that it trains in a copy and leaves the other of a tied pair as it was: so embeddings or head that
 * were saved untie the model, unless `ensure_weight_tying` said otherwise.
 */
export function applyReplacements(
  config: ModelConfig,
  base: ReadonlyMap<string, TensorSource>,
  replacing: ReadonlyMap<string, RawTensor>,
  ensureTied: boolean,
): { readonly config: ModelConfig; readonly tensors: ReadonlyMap<string, TensorSource> } {
  const tensors = new Map(base);
  for (const [name, tensor] of replacing) tensors.set(name, { ...withFloatDtype(tensor), name });
  if (!config.tiedEmbeddings || !(replacing.has(head) || replacing.has(embedding)))
    return { config, tensors };
  if (ensureTied) {
    const shared = tensors.get(head) ?? tensors.get(embedding);
    tensors.delete(head);
    if (shared !== undefined) tensors.set(embedding, { ...shared, name: embedding });
    return { config, tensors };
  }
  const original = base.get(embedding);
  if (!tensors.has(head) && original !== undefined) tensors.set(head, { ...original, name: head });
  return { config: { ...config, tiedEmbeddings: false }, tensors };
}
