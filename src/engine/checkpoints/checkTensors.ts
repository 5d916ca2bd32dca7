// Compares the tensors of a file with what its configuration asks for, and finds out whether the head is tied.
import type { ModelConfig, TensorSource } from './checkpoint';
import { checkpointCorrupt, checkpointUnsupported } from './checkpointErrors';
import { expectedTensors } from './expectedTensors';
import type { RawTensor } from './fingerprints';
import { splitJoined } from './joinedTensors';
import { sameBytes } from './sameBytes';

const head = 'lm_head.weight';
const embedding = 'model.embed_tokens.weight';
/** Old checkpoints save these tables, which are computed. */
const computed = /\.rotary_emb\.inv_freq$/;

export interface CheckedTensors {
  /** With `tiedEmbeddings` as the tensors show it. */
  readonly config: ModelConfig;
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly remarks: readonly string[];
}

/**
 * @throws GuardrailError checkpointCorrupt listing missing tensors and wrong shapes; checkpointUnsupported for a dtype that is
 * not F32, F16 or BF16.
 */
export async function checkTensors(
  stored: ReadonlyMap<string, RawTensor>,
  declared: ModelConfig,
): Promise<CheckedTensors> {
  const found = splitJoined(stored, declared);
  const remarks: string[] = [];
  const config = { ...declared, tiedEmbeddings: await isTied(found, declared, remarks) };
  const expected = expectedTensors(config);
  const tensors = new Map<string, TensorSource>();
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const [name, shape] of expected) {
    const tensor = found.get(name);
    if (tensor === undefined) missing.push(name);
    else if (tensor.shape.join() !== shape.join()) {
      wrong.push(`${name} is [${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    } else tensors.set(name, withFloatDtype(tensor));
  }
  if (missing.length > 0) {
    throw checkpointCorrupt(
      `The weights lack ${missing.length} of ${expected.size} tensors that config.json asks for: ${listed(missing)}.`,
      'Check that config.json belongs to these weights and that every weight file is there.',
    );
  }
  if (wrong.length > 0) {
    throw checkpointCorrupt(
      `${wrong.length} tensors have other shapes than config.json says: ${listed(wrong)}.`,
      'Check that config.json belongs to these weights.',
    );
  }
  const extra = [...found.keys()].filter(
    (name) => !expected.has(name) && !computed.test(name) && !(config.tiedEmbeddings && name === head),
  );
  if (extra.length > 0) {
    remarks.push(
      `${extra.length} tensors that ${config.architecture} does not have are ignored: ${listed(extra)}.`,
    );
  }
  return { config, tensors, remarks };
}

/** As transformers 5: a head that is there and differs from the embeddings is used, whatever config.json says. */
async function isTied(
  found: ReadonlyMap<string, RawTensor>,
  config: ModelConfig,
  remarks: string[],
): Promise<boolean> {
  const headTensor = found.get(head);
  const embeddingTensor = found.get(embedding);
  if (headTensor === undefined) {
    if (!config.tiedEmbeddings) {
      remarks.push('There is no lm_head.weight; the embeddings serve as the head (config.json says untied).');
    }
    return true;
  }
  if (!config.tiedEmbeddings || embeddingTensor === undefined) return false;
  if (await sameBytes(headTensor, embeddingTensor)) return true;
  remarks.push(
    'config.json ties the head to the embeddings, but lm_head.weight differs from them; it is used.',
  );
  return false;
}

export function withFloatDtype(tensor: RawTensor): TensorSource {
  const { dtype } = tensor;
  if (dtype === 'F32' || dtype === 'F16' || dtype === 'BF16') return { ...tensor, dtype };
  throw checkpointUnsupported(
    `Tensor ${tensor.name} has dtype ${dtype}.`,
    'Save the checkpoint as float32, float16 or bfloat16.',
  );
}

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}
