// PEFT's names of an adapter's tensors, made and read here alone.
import { moduleName, type ProjectionPlace } from '../../checkpoints/projections';

export type Half = 'A' | 'B';

/** For example base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight. */
export function peftTensorName(place: ProjectionPlace, half: Half): string {
  return `base_model.model.${moduleName(place)}.lora_${half}.weight`;
}

export type PeftTensorName =
  /** One matrix of a pair, and the module that the pair changes. */
  | { readonly kind: 'half'; readonly module: string; readonly half: Half }
  /** DoRA's length of each row of a module. */
  | { readonly kind: 'magnitude'; readonly module: string }
  /** A tensor that replaces the base's of this name (modules_to_save). */
  | { readonly kind: 'whole'; readonly name: string }
  /** Of another method: biases and the like. */
  | { readonly kind: 'other' };

const prefix = /^base_model\.model\./;
const halfForm = /^(.+)\.lora_([AB])(?:\.default)?\.weight$/;
/** Embeddings have parameters of their own: A [rank, rows], B [columns, rank]. */
const embeddingForm = /^(.+)\.lora_embedding_([AB])(?:\.default)?$/;
const magnitudeForm = /^(.+)\.lora_magnitude_vector(?:\.default)?(?:\.weight)?$/;

export function parsePeftTensorName(key: string): PeftTensorName {
  const own = key.replace(prefix, '');
  const [, module, half] = halfForm.exec(own) ?? embeddingForm.exec(own) ?? [];
  if (module !== undefined && (half === 'A' || half === 'B')) return { kind: 'half', module, half };
  const [, scaled] = magnitudeForm.exec(own) ?? [];
  if (scaled !== undefined) return { kind: 'magnitude', module: scaled };
  const name = own.replace(/\.modules_to_save(\.default)?\./, '.').replace(/\.base_layer\./, '.');
  return name.includes('lora_') ? { kind: 'other' } : { kind: 'whole', name };
}
