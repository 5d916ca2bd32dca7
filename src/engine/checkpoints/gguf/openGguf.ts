// Opens a GGUF file as a checkpoint. What it opens has Hugging Face's names and layout; ggml's are not seen outside this folder.
import type { CheckpointFacts, Precision } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import { withActivations, type BlockMatrix } from '../blockMatrix';
import type { ChatTokenizer, ModelConfig, OpenCheckpoint, TensorSource } from '../checkpoint';
import { throwIfCancelled } from '../../cancellation';
import { composeFacts, majorityDtype } from '../composeFacts';
import { tensorFacts } from '../fingerprints';
import { openGgufFiles } from './ggufFiles';
import type { NamedTensor } from './ggufTensors';
import { ggufTokenizer } from './ggufTokenizer';
import { readGgufModel } from './readGgufModel';
import { needsScratch } from './scratchWeights';
import { borrowScratchWeights, type BorrowedWeights } from './sharedScratch';

export interface OpenGgufOptions {
  readonly cacheFolder: string;
  /** Gets a file with the dequantised weights (four bytes per parameter), or with those in blocks, until `dispose`. */
  readonly scratchFolder: string;
  /** Milliseconds for which that file stays afterwards; absent: none. */
  readonly keepScratchFor?: number;
  /** `native` and `fast`: quantised weights are computed with in blocks. `exact` where it is absent. */
  readonly precision?: Precision;
  readonly signal?: AbortSignal;
}

/**
 * The architectures of architectures.ts that have a GGUF name; the types of ggmlTypes.ts.
 *
 * @throws GuardrailError checkpointNotFound; checkpointCorrupt for a file that contradicts itself;
 * checkpointUnsupported for another architecture or tensor type, and for a later part of a split model; tokenizerInvalid; templateInvalid;
 * storeWriteFailed where the scratch file cannot be written; cancelled
 */
export async function openGguf(path: string, options: OpenGgufOptions): Promise<OpenCheckpoint> {
  throwIfCancelled(options.signal);
  const files = await openGgufFiles(path);
  try {
    const { metadata, config, sources } = await readGgufModel(files);
    // Started first: its reads and writes go on while the tokenizer is built.
    const precision = ggufPrecision(path, options.precision);
    const form = precision === 'exact' ? 'float32' : 'blocks';
    const borrowing = borrowScratchWeights(files, sources, form, options);
    const [weights, tokenizer] = await settleBoth(borrowing, () => ggufTokenizer(metadata, config.vocabSize));
    return new GgufCheckpoint(
      { path, files: files.paths, config, sources, tokenizer, weights, precision },
      options.cacheFolder,
    );
  } finally {
    await files.close();
  }
}

/** @throws GuardrailError invalidRequest: what is quantised is not quantised again. */
function ggufPrecision(path: string, precision: Precision = 'exact'): GgufPrecision {
  if (precision !== 'int4' && precision !== 'int8') return precision;
  throw new GuardrailError(
    'invalidRequest',
    `${path} is a GGUF file, which has its own number format; ${precision} is for safetensors checkpoints.`,
    'Use --precision native, fast or exact.',
  );
}

type GgufPrecision = Exclude<Precision, 'int4' | 'int8'>;

interface GgufParts {
  readonly path: string;
  /** Real paths of its parts. */
  readonly files: readonly string[];
  readonly config: ModelConfig;
  readonly sources: readonly NamedTensor[];
  readonly tokenizer: ChatTokenizer;
  readonly weights: BorrowedWeights;
  readonly precision: GgufPrecision;
}

class GgufCheckpoint implements OpenCheckpoint {
  readonly adapter = null;
  readonly config: ModelConfig;
  readonly tokenizer: ChatTokenizer;
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;

  constructor(
    private readonly parts: GgufParts,
    private readonly cacheFolder: string,
  ) {
    const { config, tokenizer, sources, weights, files, precision } = parts;
    this.config = config;
    this.tokenizer = tokenizer;
    this.blocks = precision === 'fast' ? withActivations(weights.blocks, 'int8') : weights.blocks;
    this.tensors = new Map(
      sources
        .filter(({ name }) => !weights.blocks.has(name))
        .map((source) => [source.name, weights.tensors.get(source.name) ?? asItLies(source, files)]),
    );
  }

  /** Over the bytes in the .gguf, quantised as they are, under Hugging Face's names. */
  async facts(signal?: AbortSignal): Promise<CheckpointFacts> {
    const { path, files, config, sources, tokenizer, precision } = this.parts;
    const tensors = await tensorFacts(
      sources.map(({ name, tensor }) => ({
        name,
        dtype: tensor.type.name,
        shape: tensor.shape,
        file: files[tensor.file] ?? '',
        offset: tensor.offset,
        byteLength: tensor.byteLength,
      })),
      signal === undefined ? { cacheFolder: this.cacheFolder } : { cacheFolder: this.cacheFolder, signal },
    );
    const quantized = new Set(sources.filter(({ tensor }) => tensor.type.quantized).map(({ name }) => name));
    const quantization =
      quantized.size === 0 ? null : majorityDtype(tensors.filter(({ name }) => quantized.has(name)));
    const remarks =
      quantization === null
        ? []
        : [
            `Quantized (${quantization}): differences to an unquantized checkpoint include quantization error.`,
          ];
    return composeFacts({
      path,
      format: 'gguf',
      config,
      tensors,
      tokenizer,
      quantization,
      ...(this.blocks.size === 0 ? {} : { precision }),
      remarks,
    });
  }

  dispose(): Promise<void> {
    return this.parts.weights.giveBack();
  }
}

/** Runs `work` while `weights` is pending; where it fails, the weights are given back before the error goes on. */
async function settleBoth<T>(
  weights: Promise<BorrowedWeights>,
  work: () => T,
): Promise<[BorrowedWeights, T]> {
  // It is awaited below; until then a failure must not count as unhandled.
  weights.catch(() => undefined);
  try {
    const result = work();
    return [await weights, result];
  } catch (error) {
    await weights.then(
      (borrowed) => borrowed.giveBack(),
      () => undefined,
    );
    throw error;
  }
}

function asItLies(source: NamedTensor, files: readonly string[]): TensorSource {
  const { name, tensor } = source;
  const file = files[tensor.file];
  const dtype = tensor.type.name;
  if (
    file === undefined ||
    needsScratch(source) ||
    (dtype !== 'F32' && dtype !== 'F16' && dtype !== 'BF16')
  ) {
    throw new GuardrailError(
      'internal',
      `Tensor ${name} was not dequantised.`,
      'This is a defect. Please report it with the engine log.',
    );
  }
  return { name, dtype, shape: tensor.shape, file, offset: tensor.offset, byteLength: tensor.byteLength };
}
