// Composes what is said about a checkpoint from its parts, the same way for every format. Reads no file.
import { createHash } from 'node:crypto';
import type {
  AdapterFacts,
  CheckpointFacts,
  CheckpointFormat,
  GenerationDefaults,
  Precision,
  TensorFacts,
} from '../../protocol/checkpoints';
import { checkpointName } from '../../safety/subjects/checkpointName';
import type { ChatTokenizer, ModelConfig } from './checkpoint';

export interface FactsParts {
  readonly path: string;
  readonly format: CheckpointFormat;
  readonly config: ModelConfig;
  /** Of the file's own tensors (see tensorFacts); an adapter's without its base's. */
  readonly tensors: readonly TensorFacts[];
  readonly tokenizer: ChatTokenizer;
  /** Name of the quantization, or null. */
  readonly quantization?: string | null;
  /** Absent: exact. */
  readonly precision?: Precision;
  readonly generationDefaults?: GenerationDefaults;
  readonly remarks?: readonly string[];
  readonly adapter?: {
    readonly facts: AdapterFacts;
    readonly base: CheckpointFacts;
    /** What besides the tensors decides the adapter's effect: its scales. */
    readonly effect: string;
  };
}

export function composeFacts(parts: FactsParts): CheckpointFacts {
  const { config, tensors, adapter } = parts;
  const own = wholeFingerprint(tensors);
  return {
    kind: 'checkpoint',
    name: checkpointName(parts.path),
    path: parts.path,
    format: parts.format,
    architecture: config.architecture,
    parameters: (adapter?.base.parameters ?? 0) + countParameters(tensors),
    dtype: majorityDtype(adapter === undefined ? tensors : adapter.base.tensors),
    quantization: parts.quantization ?? null,
    ...(parts.precision === undefined ? {} : { precision: parts.precision }),
    layers: config.layers,
    hiddenSize: config.hiddenSize,
    heads: config.heads,
    kvHeads: config.kvHeads,
    vocabSize: config.vocabSize,
    contextLength: config.contextLength,
    tiedEmbeddings: config.tiedEmbeddings,
    fingerprint:
      adapter === undefined
        ? own
        : createHash('sha256').update(`${adapter.base.fingerprint}\n${own}\n${adapter.effect}`).digest('hex'),
    tokenizerHash: parts.tokenizer.hash,
    templateHash: parts.tokenizer.templateHash,
    adapter: adapter?.facts ?? null,
    base: adapter?.base ?? null,
    tensors: [...tensors],
    generationDefaults: parts.generationDefaults ?? {},
    remarks: [...(parts.remarks ?? [])],
  };
}

/** Hex SHA-256 over the tensors in the order of their names; independent of how they are spread over files. */
function wholeFingerprint(tensors: readonly TensorFacts[]): string {
  const lines = tensors.map((tensor) => `${tensor.name} ${tensor.fingerprint}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

export function countParameters(tensors: readonly TensorFacts[]): number {
  return tensors.reduce((sum, tensor) => sum + elements(tensor.shape), 0);
}

/** The dtype that most parameters have; F32 for no tensors. */
export function majorityDtype(tensors: readonly TensorFacts[]): string {
  const counts = new Map<string, number>();
  for (const { dtype, shape } of tensors) counts.set(dtype, (counts.get(dtype) ?? 0) + elements(shape));
  let best = 'F32';
  let most = 0;
  for (const [dtype, count] of counts) {
    if (count > most) {
      best = dtype;
      most = count;
    }
  }
  return best;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
