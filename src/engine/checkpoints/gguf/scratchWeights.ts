// The scratch file of a GGUF checkpoint: what cannot be used as it lies in the .gguf (quantised or reordered tensors),
// as raw little-endian rows. Knows tensors and files, no model.
import type { FileHandle } from 'node:fs/promises';
import { blockBytes, packedRows, type BlockLayout, type BlockMatrix, type FileRange } from '../blockMatrix';
import type { TensorSource } from '../checkpoint';
import { newScratchFile, rowPieces, ScratchPlaces, writeScratch } from '../scratch/writeScratch';
import type { RowsPart, ScratchPiece } from '../scratch/writeScratch';
import { corruptGguf } from './corruptGguf';
import { dequantisers } from './dequantise/dequantise';
import { restoreRowOrder } from './dequantise/rowOrder';
import { layoutOf, packRows } from './packBlocks';
import type { GgmlTypeName, QuantizedTypeName } from './ggmlTypes';
import type { NamedTensor } from './ggufTensors';

export interface ScratchWeights {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** Of `native` and `fast`: what was quantised. */
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
}

/** How quantised tensors are written: as float32, or in blocks as MatMulNBits reads them. */
export type ScratchForm = 'float32' | 'blocks';

/** How a type's matrices are kept in blocks; null: they are not quantised. */
export function ggufLayout(type: GgmlTypeName): BlockLayout | null {
  return isQuantized(type) ? layoutOf(type) : null;
}

export function needsScratch(source: NamedTensor): boolean {
  return source.tensor.type.quantized || source.permutedHeadDim !== null;
}

/**
 * Writes the tensors of `sources`, which lie in `files`, to a new file in `folder`: quantised ones in the form given, others in their type.
 *
 * @throws GuardrailError checkpointCorrupt where a scale is not finite or the file ends early, storeWriteFailed where
 * the scratch file cannot be written, cancelled
 */
export async function writeScratchWeights(
  files: readonly FileHandle[],
  sources: readonly NamedTensor[],
  folder: string,
  signal?: AbortSignal,
  form: ScratchForm = 'float32',
): Promise<ScratchWeights> {
  const file = newScratchFile(folder);
  const tensors = new Map<string, TensorSource>();
  const blocks = new Map<string, BlockMatrix>();
  const pieces: ScratchPiece[] = [];
  const places = new ScratchPlaces();
  // In the order of the files: each is read once, from front to back.
  for (const source of [...sources].sort(inOrderOfFiles)) {
    const { tensor, name } = source;
    const gguf = files[tensor.file];
    if (gguf === undefined) throw new RangeError(`${name} lies in a file that is not open.`);
    const { type } = tensor;
    const [rows, columns] = tensor.shape;
    if (form === 'blocks' && isQuantized(type.name) && rows !== undefined && columns !== undefined) {
      const layout = layoutOf(type.name);
      const bytes = blockBytes(layout, rows, columns);
      const quants = places.next(bytes.quants);
      const scales = places.next(bytes.scales);
      const offsetValues = layout.offsets ? places.next(bytes.offsets) : null;
      blocks.set(name, { ...layout, name, shape: [rows, columns], file, quants, scales, offsetValues });
      const ranges = [quants, scales, ...(offsetValues === null ? [] : [offsetValues])];
      pieces.push(...piecesOf(gguf, source, form, ranges));
      continue;
    }
    const dtype = storedType(type.name);
    const range = places.next(tensor.elements * (dtype === 'F32' ? 4 : 2));
    tensors.set(name, { name, dtype, shape: tensor.shape, file, ...range });
    pieces.push(...piecesOf(gguf, source, 'float32', [range]));
  }
  await writeScratch(file, pieces, {
    folder,
    bytes: places.bytes,
    what: 'The weights of the GGUF file',
    ...(signal === undefined ? {} : { signal }),
  });
  return { file, tensors, blocks };
}

function inOrderOfFiles({ tensor: a }: NamedTensor, { tensor: b }: NamedTensor): number {
  return a.file - b.file || a.offset - b.offset;
}

function piecesOf(
  gguf: FileHandle,
  source: NamedTensor,
  form: ScratchForm,
  ranges: readonly FileRange[],
): ScratchPiece[] {
  const { tensor, permutedHeadDim } = source;
  const columns = rowLength(source);
  const rows = tensor.elements / columns;
  return rowPieces({
    from: gguf,
    offset: tensor.offset,
    rows,
    rowBytes: tensor.byteLength / rows,
    columns,
    unit: permutedHeadDim ?? 1,
    ranges,
    convert: (raw, target, part) => convert(source, form, { raw, ...part }, target),
  });
}

/** A bias is a column: its rows have one element each (and are never quantised, see ggufTensors). */
function rowLength({ tensor }: NamedTensor): number {
  return tensor.shape.length === 1 ? 1 : (tensor.shape.at(-1) ?? 1);
}

function storedType(type: GgmlTypeName): TensorSource['dtype'] {
  return type === 'F16' || type === 'BF16' ? type : 'F32';
}

/** Dequantises one piece into `target`, or packs it there. */
function convert(
  source: NamedTensor,
  form: ScratchForm,
  piece: RowsPart & { readonly raw: Uint8Array },
  target: Float32Array,
): void {
  const { tensor, permutedHeadDim } = source;
  const { raw, writes } = piece;
  let rows = raw;
  if (permutedHeadDim !== null) {
    rows = new Uint8Array(raw.byteLength);
    restoreRowOrder(raw, rows, raw.byteLength / piece.rows, permutedHeadDim);
  }
  if (!isQuantized(tensor.type.name)) {
    new Uint8Array(target.buffer).set(rows);
    return;
  }
  const columns = rowLength(source);
  const check =
    form === 'blocks'
      ? packRows(tensor.type.name, rows, columns, packedRows(target, writes))
      : dequantisers[tensor.type.name](rows, target, (piece.rows * columns) / tensor.type.blockSize);
  if (check !== 0) throw corruptGguf(`the tensor ${tensor.name} has scales that are not finite numbers`);
}

function isQuantized(name: GgmlTypeName): name is QuantizedTypeName {
  return name in dequantisers;
}
