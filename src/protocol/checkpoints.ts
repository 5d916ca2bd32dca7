// What can be said about a checkpoint.
import type { JsonValue } from './templateVariables';

/**
 * What a checkpoint's generation_config.json sets that would change its answers, by the names that transformers has for it,
 * without values that change nothing.
 */
export type GenerationDefaults = Readonly<Record<string, JsonValue>>;

/**
 * How weights are computed with.
 * - exact: as the float32 numbers that they stand for
 * - native: quantised ones (GGUF) in the blocks that the file has, without a copy in 32 bits; activations stay in 32 bits, so
 *   that only the order of additions differs. What is not quantised is exact.
 * - fast: as native, with activations rounded to 8 bits per block
 * - int8, int4: those of a safetensors checkpoint rounded when it is opened; activations stay in 32 bits
 */
export const precisions = ['exact', 'native', 'fast', 'int8', 'int4'] as const;
export type Precision = (typeof precisions)[number];

/** Those that adapters are trained over: what rounds activations has no gradient. */
export const trainedPrecisions = ['exact', 'native', 'int8', 'int4'] as const satisfies readonly Precision[];
export type TrainedPrecision = (typeof trainedPrecisions)[number];

/** A checkpoint on disk: a Hugging Face folder, a PEFT adapter folder, or a GGUF file. */
export interface CheckpointRef {
  readonly path: string;
  /** For an adapter: the base checkpoint's path. */
  readonly basePath?: string;
  /** For an adapter: fold it into the weights instead of running it beside them. */
  readonly merge?: boolean;
  /** Absent: exact. */
  readonly precision?: Precision;
}

/** The name of a part of a split GGUF model, as llama.cpp gives it: stem, number from 1, count. */
export const ggufPart = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/iu;

/** A later part of a split GGUF model, by its name: the first one stands for the whole. */
export function isLaterPart(path: string): boolean {
  return Number(ggufPart.exec(path)?.[2] ?? 1) > 1;
}

export const checkpointFormats = ['huggingface', 'peft', 'gguf'] as const;
export type CheckpointFormat = (typeof checkpointFormats)[number];

export interface TensorFacts {
  readonly name: string;
  /** The name in its own format: F32, F16, BF16, Q4_K, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** Hex SHA-256 of the tensor's raw bytes with dtype and shape. */
  readonly fingerprint: string;
}

export interface AdapterFacts {
  readonly peftType: string;
  readonly rank: number;
  readonly alpha: number;
  readonly rslora: boolean;
  readonly targetModules: readonly string[];
  readonly modulesToSave: readonly string[];
  readonly parameters: number;
  /** `base_model_name_or_path` and `revision` as the adapter's own config states them. */
  readonly baseModel: string | null;
  readonly revision: string | null;
  /** Fingerprint of the base that it was trained over, where this product trained it; null where that is not known. */
  readonly trainedOver: string | null;
}

export interface CheckpointFacts {
  readonly kind: 'checkpoint';
  readonly name: string;
  readonly path: string;
  readonly format: CheckpointFormat;
  /** As in config.json `architectures[0]`, for example LlamaForCausalLM. */
  readonly architecture: string;
  readonly parameters: number;
  /** The dtype that most parameters have. */
  readonly dtype: string;
  /** For example Q4_K for a GGUF file that is quantized, else null. */
  readonly quantization: string | null;
  /** How it is computed with, where that is not exact: native and fast only where it has quantised weights. */
  readonly precision?: Precision;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly vocabSize: number;
  readonly contextLength: number;
  readonly tiedEmbeddings: boolean;
  /** Hex SHA-256 over the sorted tensor fingerprints; base and adapter together for an adapter. */
  readonly fingerprint: string;
  readonly tokenizerHash: string;
  /** Hash of the chat template's text; null where there is none. */
  readonly templateHash: string | null;
  readonly adapter: AdapterFacts | null;
  /** For an adapter, the facts of its base. */
  readonly base: CheckpointFacts | null;
  readonly tensors: readonly TensorFacts[];
  /** Of its own generation_config.json; an adapter has its base's. Absent in comparisons from before this was kept. */
  readonly generationDefaults?: GenerationDefaults;
  /** Things a user should know: ignored tensors, missing generation config, … */
  readonly remarks: readonly string[];
}
