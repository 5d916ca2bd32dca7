// What a checkpoint's weights would take in each precision, from its headers alone: no weight is read and nothing is written.
import { precisions, type CheckpointRef, type Precision } from '../../protocol/checkpoints';
import { blockBytes, type BlockLayout } from '../checkpoints/blockMatrix';
import type { ModelConfig, OpenCheckpoint } from '../checkpoints/checkpoint';
import { widenedTensors } from '../checkpoints/widen/widenedWeights';
import { memoryBytes } from './limits';

/** Bytes: in memory, and of the scratch file while the checkpoint is open. */
export interface WeightSize {
  readonly memory: number;
  readonly disk: number;
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
    return { memory: sumOf(parts), disk: parts.reduce((sum, { inBlocks }) => sum + inBlocks, 0) };
  };
  const exact = [...tensors.values()].map(({ shape }) => partOf(shape, null));
  return {
    config,
    sizes: new Map([
      ['exact', { memory: sumOf(exact), disk: widenedTensors(checkpoint).bytes }],
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
      return { memory: sumOf(parts), disk };
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
}

function partOf(shape: readonly number[], layout: BlockLayout | null): Part {
  const [rows = 1, columns = 1] = shape;
  if (layout === null) return { floats: shape.reduce((product, size) => product * size, 1), inBlocks: 0 };
  const { quants, scales, offsets } = blockBytes(layout, rows, columns);
  return { floats: 0, inBlocks: quants + scales + offsets };
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
