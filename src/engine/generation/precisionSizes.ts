// What a checkpoint's weights would take in each precision, from its headers alone: no weight is read and nothing is written.
import { precisions, type CheckpointRef, type Precision } from '../../protocol/checkpoints';
import { blockBytes, type BlockLayout } from '../checkpoints/blockMatrix';
import type { ModelConfig, OpenCheckpoint } from '../checkpoints/checkpoint';
import { widenedTensors } from '../checkpoints/widen/widenedWeights';
import { memoryBytes } from './limits';

/** Bytes: in memory, and of the scratch file while the checkpoint is open. Numbers: of matrices. */
export interface WeightSize extends MatrixNumbers {
  readonly memory: number;
  readonly disk: number;
}

interface MatrixNumbers {
  readonly numbers: number;
  /** Those that are float32. */
  readonly floats: number;
  /** Four-bit digits of the others. */
  readonly digits: number;
}

export interface PrecisionSizes {
  readonly config: ModelConfig;
  /** Of the precisions that its format has. */
  readonly sizes: ReadonlyMap<Precision, WeightSize>;
}

/** @throws GuardrailError what opening throws */
export async function precisionSizes(
  path: string,
  openCheckpoint: (ref: CheckpointRef) => Promise<OpenCheckpoint>,
): Promise<PrecisionSizes> {
  return path.toLowerCase().endsWith('.gguf') ? ggufSizes(path) : folderSizes(await openCheckpoint({ path }));
}

async function folderSizes(checkpoint: OpenCheckpoint): Promise<PrecisionSizes> {
  const { config, tensors } = checkpoint;
  await checkpoint.dispose();
  const { quantisedLayout } = await import('../checkpoints/quantise/quantisedWeights');
  const sizeAt = (bits: 4 | 8): WeightSize => {
    const parts = [...tensors.values()].map((tensor) => partOf(tensor.shape, quantisedLayout(tensor, bits)));
    const disk = parts.reduce((sum, { inBlocks }) => sum + inBlocks, 0);
    return { memory: sumOf(parts), disk, ...matrixNumbers(parts) };
  };
  const exact = [...tensors.values()].map(({ shape }) => partOf(shape, null));
  return {
    config,
    sizes: new Map([
      ['exact', { memory: sumOf(exact), disk: widenedTensors(checkpoint).bytes, ...matrixNumbers(exact) }],
      ['int8', sizeAt(8)],
      ['int4', sizeAt(4)],
    ]),
  };
}

async function ggufSizes(path: string): Promise<PrecisionSizes> {
  const { openGgufFiles } = await import('../checkpoints/gguf/ggufFiles');
  const { readGgufModel } = await import('../checkpoints/gguf/readGgufModel');
  const { ggufLayout } = await import('../checkpoints/gguf/scratchWeights');
  const files = await openGgufFiles(path);
  try {
    const { config, sources } = await readGgufModel(files);
    const sizeAs = (layoutOf: (source: (typeof sources)[number]) => BlockLayout | null): WeightSize => {
      const parts = sources.map((source) => partOf(source.tensor.shape, layoutOf(source)));
      const written = parts.filter((_, index) => sources[index]?.tensor.type.quantized === true);
      const disk = written.reduce((sum, { floats, inBlocks }) => sum + 4 * floats + inBlocks, 0);
      return { memory: sumOf(parts), disk, ...matrixNumbers(parts) };
    };
    const inBlocks = sizeAs(({ tensor }) => ggufLayout(tensor.type.name));
    return {
      config,
      sizes: new Map([
        ['exact', sizeAs(() => null)],
        ['native', inBlocks],
        ['fast', inBlocks],
      ]),
    };
  } finally {
    await files.close();
  }
}

interface Part {
  readonly floats: number;
  readonly inBlocks: number;
  readonly matrix: MatrixNumbers;
}

function partOf(shape: readonly number[], layout: BlockLayout | null): Part {
  const [rows = 1, columns = 1] = shape;
  const all = shape.reduce((product, size) => product * size, 1);
  const numbers = shape.length === 2 ? all : 0;
  if (layout === null) return { floats: all, inBlocks: 0, matrix: { numbers, floats: numbers, digits: 0 } };
  const { quants, scales, offsets } = blockBytes(layout, rows, columns);
  const matrix = { numbers, floats: 0, digits: layout.digits * numbers };
  return { floats: 0, inBlocks: quants + scales + offsets, matrix };
}

function matrixNumbers(parts: readonly Part[]): MatrixNumbers {
  const sum = (of: (matrix: MatrixNumbers) => number): number =>
    parts.reduce((total, { matrix }) => total + of(matrix), 0);
  return {
    numbers: sum(({ numbers }) => numbers),
    floats: sum(({ floats }) => floats),
    digits: sum(({ digits }) => digits),
  };
}

function sumOf(parts: readonly Part[]): number {
  return memoryBytes(
    parts.reduce((sum, { floats }) => sum + floats, 0),
    parts.reduce((sum, { inBlocks }) => sum + inBlocks, 0),
  );
}

/** From what is exact to what takes the least. */
export const precisionOrder: readonly Precision[] = [...precisions].sort((a, b) => rank(a) - rank(b));

function rank(precision: Precision): number {
  return ['exact', 'native', 'int8', 'fast', 'int4'].indexOf(precision);
}
