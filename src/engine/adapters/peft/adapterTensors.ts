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
  /** [out]: DoRA's; null: it is none. */
  readonly magnitude: RawTensor | null;
}

/** Updates of embeddings or head. */
export interface VocabularyPair extends Pick<LoraPair, 'a' | 'b' | 'magnitude'> {
  readonly module: (typeof vocabularyModules)[number];
}

export interface AdapterTensors {
  readonly pairs: readonly LoraPair[];
  readonly vocabulary: readonly VocabularyPair[];
  /** From modules_to_save, under the base's names. */
  readonly replacing: ReadonlyMap<string, RawTensor>;
}

const vocabularyModules = ['model.embed_tokens', 'lm_head'] as const;

/**
 * @param shapes of every tensor the base may have, `lm_head.weight` included
 * @throws GuardrailError checkpointUnsupported for what is neither a pair on one of the seven projections, embeddings or head, nor a
 * tensor of the base; checkpointCorrupt for half a pair and for shapes that do not fit.
 */
export function sortAdapterTensors(
  tensors: ReadonlyMap<string, RawTensor>,
  shapes: ReadonlyMap<string, readonly number[]>,
  layers: number,
): AdapterTensors {
  const halves = new Map<string, Partial<Record<Half, RawTensor>>>();
  const magnitudes = new Map<string, RawTensor>();
  const replacing = new Map<string, RawTensor>();
  for (const [key, tensor] of tensors) {
    const parsed = parsePeftTensorName(key);
    if (parsed.kind === 'other') throw unsupportedTensor(key);
    if (parsed.kind === 'magnitude') {
      magnitudes.set(parsed.module, tensor);
    } else if (parsed.kind === 'half') {
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
  const alone = [...magnitudes.keys()].find((module) => !halves.has(module));
  if (alone !== undefined) throw checkpointCorrupt(`The adapter lacks lora_A and lora_B of ${alone}.`);
  const pairs: LoraPair[] = [];
  const vocabulary: VocabularyPair[] = [];
  for (const [module, { A: a, B: b }] of halves) {
    if (a === undefined || b === undefined) {
      throw checkpointCorrupt(`The adapter lacks lora_${a === undefined ? 'A' : 'B'} of ${module}.`);
    }
    const magnitude = magnitudes.get(module) ?? null;
    const known = vocabularyModules.find((candidate) => candidate === module);
    if (known === undefined)
      pairs.push({ ...checkPair(module, a, b, shapes, layers), ...checked(magnitude, module, shapes) });
    else vocabulary.push(checkVocabulary({ module: known, a, b, magnitude }, shapes));
  }
  return { pairs, vocabulary, replacing };
}

/** Embeddings are read by row: their A is [rank, vocabulary], their B [hidden, rank]. */
function checkVocabulary(
  pair: VocabularyPair,
  shapes: ReadonlyMap<string, readonly number[]>,
): VocabularyPair {
  const { module, a, b, magnitude } = pair;
  const [rows = 0, columns = 0] = shapes.get(`${module}.weight`) ?? [];
  const isHead = module === 'lm_head';
  if (!isHead && magnitude !== null) {
    throw checkpointUnsupported(
      'The adapter uses DoRA on the embeddings, which is not supported.',
      'Merge the adapter with PEFT (`model.merge_and_unload()`) and open the merged checkpoint.',
    );
  }
  const [inputs, out] = isHead ? [columns, rows] : [rows, columns];
  const rank = a.shape[0] ?? 0;
  if (rank < 1 || a.shape.join() !== [rank, inputs].join() || b.shape.join() !== [out, rank].join()) {
    throw unfit(module, a, b, [rows, columns]);
  }
  return { ...pair, ...checked(magnitude, module, shapes) };
}

function checked(
  magnitude: RawTensor | null,
  module: string,
  shapes: ReadonlyMap<string, readonly number[]>,
): Pick<LoraPair, 'magnitude'> {
  const [out] = shapes.get(`${module}.weight`) ?? [];
  // Versions of PEFT differ in whether it is a column or a row.
  if (magnitude === null || magnitude.shape.filter((size) => size !== 1).join() === [out].join())
    return { magnitude };
  throw checkpointCorrupt(
    `The adapter's magnitudes for ${module}, [${magnitude.shape.join(', ')}], are not one for each of ${out ?? 0} rows.`,
    'Give the base checkpoint that the adapter was trained on.',
  );
}

function unfit(module: string, a: RawTensor, b: RawTensor, shape: readonly number[]): Error {
  return checkpointCorrupt(
    `The adapter's matrices for ${module}, [${a.shape.join(', ')}] and [${b.shape.join(', ')}], do not fit the base's [${shape.join(', ')}].`,
    'Give the base checkpoint that the adapter was trained on.',
  );
}

function checkPair(
  module: string,
  a: RawTensor,
  b: RawTensor,
  shapes: ReadonlyMap<string, readonly number[]>,
  layers: number,
): Omit<LoraPair, 'magnitude'> {
  const place = parseStoredModule(module);
  if (place === null) {
    throw checkpointUnsupported(
      `The adapter changes ${module}; low-rank updates are supported on ${projections.join(', ')}, embed_tokens and lm_head.`,
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
    throw unfit(module, a, b, shape);
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
    'Supported: low-rank updates of linear layers, embeddings and head, also with DoRA, and whole tensors of the base (modules_to_save).',
  );
}
