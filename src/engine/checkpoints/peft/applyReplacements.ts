// Base tensors with those that an adapter saved whole (modules_to_save) put in their place. Knows tied heads.
import type { BlockMatrix } from '../blockMatrix';
import type { ModelConfig, TensorSource } from '../checkpoint';
import { withFloatDtype } from '../checkTensors';
import type { RawTensor } from '../fingerprints';

const head = 'lm_head.weight';
const embedding = 'model.embed_tokens.weight';

/** A base's weights: as floats, and in blocks. */
interface BaseWeights {
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
}

/**
 * PEFT wraps the module that it trains in a copy and leaves the other of a tied pair as it was: so embeddings or head that
 * were saved untie the model, unless `ensure_weight_tying` said otherwise.
 */
export function applyReplacements(
  config: ModelConfig,
  base: BaseWeights,
  replacing: ReadonlyMap<string, RawTensor>,
  ensureTied: boolean,
): { readonly config: ModelConfig } & BaseWeights {
  const tensors = new Map(base.tensors);
  const blocks = new Map(base.blocks);
  for (const [name, tensor] of replacing) {
    blocks.delete(name);
    tensors.set(name, { ...withFloatDtype(tensor), name });
  }
  if (!config.tiedEmbeddings || !(replacing.has(head) || replacing.has(embedding)))
    return { config, tensors, blocks };
  if (ensureTied) {
    const shared = tensors.get(head) ?? tensors.get(embedding);
    tensors.delete(head);
    blocks.delete(embedding);
    if (shared !== undefined) tensors.set(embedding, { ...shared, name: embedding });
    return { config, tensors, blocks };
  }
  if (!tensors.has(head)) {
    const original = base.tensors.get(embedding);
    if (original !== undefined) tensors.set(head, { ...original, name: head });
    const originalBlocks = base.blocks.get(embedding);
    if (originalBlocks !== undefined) blocks.set(head, { ...originalBlocks, name: head });
  }
  return { config: { ...config, tiedEmbeddings: false }, tensors, blocks };
}
