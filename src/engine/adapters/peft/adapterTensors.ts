// Sorts the tensors of adapter_model.safetensors: pairs of low-rank matrices by module, and tensors that replace the base's own.
import { checkpointCorrupt, checkpointUnsupported } from '../../checkpoints/checkpointErrors';
import type { RawTensor } from '../../checkpoints/fingerprints';
import { parseStoredModule, projections, type Projection } from '../../checkpoints/projections';
import { parsePeftTensorName, type Half } from './peftNames';

export interface LoraPair {
  readonly layer: number;
  /** What the module holds; several where the architecture stores them as one matrix. */
  readonly projections: readonly Projection[];
  /** For example model.layers.0.self_attn.q_proj. */
  readonly module: string;
  /** [rank, in]. */
  readonly a: RawTensor;
  /** [out, rank]. */
  readonly b: RawTensor;
}

export interface AdapterTensors {
  readonly pairs: readonly LoraPair[];
  /** From modules_to_save, under the base's names. */
  readonly replacing: ReadonlyMap<string, RawTensor>;
}

/**
 * @param shapes of every tensor the base may have, `lm_head.weight` included
 * @throws GuardrailError checkpointUnsupported for what is neither a pair on one of the seven projections nor a tensor of the
 * base; checkpointCorrupt for half a pair and for shapes that do not fit.
 */
export function sortAdapterTensors(
  tensors: ReadonlyMap<string, RawTensor>,
  shapes: ReadonlyMap<string, readonly number[]>,
  layers: number,
): AdapterTensors {
  const halves = new Map<string, Partial<Record<Half, RawTensor>>>();
  const replacing = new Map<string, RawTensor>();
  for (const [key, tensor] of tensors) {
    const parsed = parsePeftTensorName(key);
    if (parsed.kind === 'other') throw unsupportedTensor(key);
    if (parsed.kind === 'half') {
      const { module, half } = parsed;
      const pair = halves.get(module) ?? {};
      if (pair[half] !== undefined)
        throw checkpointCorrupt(`The adapter has lora_${half} of ${module} twice.`);
      pair[half] = tensor;
      halves.set(module, pair);
    } else {
      const { name } = parsed;
      if (replacing.has(name)) throw checkpointCorrupt(`The adapter has ${name} twice.`);
      checkReplacement(key, name, tensor, shapes);
      replacing.set(name, tensor);
    }
  }
  const pairs = [...halves].map(([module, { A: a, B: b }]) => {
    if (a === undefined || b === undefined) {
      throw checkpointCorrupt(`The adapter lacks lora_${a === undefined ? 'A' : 'B'} of ${module}.`);
    }
    return checkPair(module, a, b, shapes, layers);
  });
  return { pairs, replacing };
}

function checkPair(
  module: string,
  a: RawTensor,
  b: RawTensor,
  shapes: ReadonlyMap<string, readonly number[]>,
  layers: number,
): LoraPair {
  const place = parseStoredModule(module);
  if (place === null) {
    throw checkpointUnsupported(
      `The adapter changes ${module}; low-rank updates are supported on ${projections.join(', ')}.`,
      'Merge the adapter with PEFT (`model.merge_and_unload()`) and open the merged checkpoint.',
    );
  }
  const shape = shapes.get(`${module}.weight`);
  if (shape === undefined) {
    throw checkpointCorrupt(
      `The adapter changes ${module}, but the base has ${layers} layers.`,
      'Give the base checkpoint that the adapter was trained on.',
    );
  }
  const [out = 0, inputs = 0] = shape;
  const rank = a.shape[0] ?? 0;
  if (rank < 1 || a.shape.join() !== [rank, inputs].join() || b.shape.join() !== [out, rank].join()) {
    throw checkpointCorrupt(
      `The adapter's matrices for ${module}, [${a.shape.join(', ')}] and [${b.shape.join(', ')}], do not fit the base's [${shape.join(', ')}].`,
      'Give the base checkpoint that the adapter was trained on.',
    );
  }
  return { ...place, module, a, b };
}

function checkReplacement(
  key: string,
  name: string,
  tensor: RawTensor,
  shapes: ReadonlyMap<string, readonly number[]>,
): void {
  const shape = shapes.get(name);
  if (shape === undefined) throw unsupportedTensor(key);
  if (shape.join() === tensor.shape.join()) return;
  if (/embed_tokens|lm_head/.test(name) && shape[1] === tensor.shape[1] && shape[0] !== tensor.shape[0]) {
    throw checkpointUnsupported(
      `The adapter was trained with a resized vocabulary: ${name} has ${tensor.shape[0] ?? 0} rows, the base ${shape[0] ?? 0}.`,
      'Resize the base the same way and save it, or merge the adapter with PEFT and open the merged checkpoint.',
    );
  }
  throw checkpointCorrupt(
    `The adapter's ${name} is [${tensor.shape.join(', ')}], the base's [${shape.join(', ')}].`,
    'Give the base checkpoint that the adapter was trained on.',
  );
}

function unsupportedTensor(key: string): Error {
  return checkpointUnsupported(
    `The adapter has a tensor of an unsupported kind: ${key}.`,
    'Supported: lora_A and lora_B on linear layers, and whole tensors of the base (modules_to_save).',
  );
}
