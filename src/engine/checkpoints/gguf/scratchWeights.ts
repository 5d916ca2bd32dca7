// The scratch file of a GGUF checkpoint: what cannot be used as it lies in the .gguf (quantised or reordered tensors),
// as raw little-endian rows. Knows tensors and files, no model.
import { randomBytes } from 'node:crypto';
import { open, mkdir, statfs, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { blockBytes, type BlockMatrix } from '../blockMatrix';
import type { TensorSource } from '../checkpoint';
import { throwIfCancelled } from '../../cancellation';
import { corruptGguf } from './corruptGguf';
import { dequantisers } from './dequantise/dequantise';
import { restoreRowOrder } from './dequantise/rowOrder';
import { readFully } from './ggufHeader';
import { layoutOf, packRows, type PackedRows } from './packBlocks';
import type { GgmlTypeName, QuantizedTypeName } from './ggmlTypes';
import type { NamedTensor } from './ggufTensors';
import { keepUntilRemoved, removeScratchFile, scratchName, sweepScratchFolder } from './scratchFolder';

export interface ScratchWeights {
  readonly file: string;
  readonly tensors: ReadonlyMap<string, TensorSource>;
  /** Of `native`: what was quantised. */
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
}

/** How quantised tensors are written: as float32, or in blocks as MatMulNBits reads them. */
export type ScratchForm = 'float32' | 'blocks';

/** Bytes of a piece that go to one place of the file. */
interface Write {
  readonly at: number;
  readonly bytes: number;
}

/** A run of whole rows that is read, dequantised and written at once. */
interface Piece {
  readonly source: NamedTensor;
  readonly readAt: number;
  readonly readBytes: number;
  readonly elements: number;
  readonly form: ScratchForm;
  /** Parts of what was made of the piece, one after the other. */
  readonly writes: readonly Write[];
}

/** Small enough for the processor's cache, large enough that a piece costs more than its two system calls. */
const pieceElements = 512 * 1024;
const alignment = 64;
/** Writes in flight; each has its own buffer. */
const maxWrites = 3;

export function needsScratch(source: NamedTensor): boolean {
  return source.tensor.type.quantized || source.permutedHeadDim !== null;
}

/**
 * Writes the tensors of `sources` to a new file in `folder`: quantised ones in the form given, others in their type.
 * Reading the next piece and writing the last ones overlap with dequantising.
 *
 * @throws GuardrailError checkpointCorrupt where a scale is not finite or the file ends early, storeWriteFailed where
 * the scratch file cannot be written, cancelled
 */
export async function writeScratchWeights(
  gguf: FileHandle,
  sources: readonly NamedTensor[],
  folder: string,
  signal?: AbortSignal,
  form: ScratchForm = 'float32',
): Promise<ScratchWeights> {
  const file = join(folder, scratchName(randomBytes(6).toString('hex')));
  const layout = planLayout(sources, file, form);
  await onScratchDisk(async () => {
    await mkdir(folder, { recursive: true });
    await sweepScratchFolder(folder);
  });
  await checkRoom(folder, layout.bytes);
  keepUntilRemoved(file);
  try {
    const scratch = await onScratchDisk(() => open(file, 'wx', 0o600));
    try {
      await writePieces(gguf, scratch, layout.pieces, signal);
    } finally {
      await scratch.close();
    }
  } catch (error) {
    await removeScratchFile(file);
    throw error;
  }
  return { file, tensors: layout.tensors, blocks: layout.blocks };
}

interface Layout {
  readonly tensors: ReadonlyMap<string, TensorSource>;
  readonly blocks: ReadonlyMap<string, BlockMatrix>;
  readonly pieces: readonly Piece[];
  readonly bytes: number;
}

function planLayout(sources: readonly NamedTensor[], file: string, form: ScratchForm): Layout {
  const tensors = new Map<string, TensorSource>();
  const blocks = new Map<string, BlockMatrix>();
  const pieces: Piece[] = [];
  let end = 0;
  const place = (byteLength: number): { readonly offset: number; readonly byteLength: number } => {
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + byteLength;
    return { offset, byteLength };
  };
  // In the order of the file: it is read once, from front to back.
  for (const source of [...sources].sort((a, b) => a.tensor.offset - b.tensor.offset)) {
    const { tensor, name } = source;
    const { type } = tensor;
    const [rows, columns] = tensor.shape;
    if (form === 'blocks' && isQuantized(type.name) && rows !== undefined && columns !== undefined) {
      const layout = layoutOf(type.name);
      const bytes = blockBytes(layout, rows, columns);
      const quants = place(bytes.quants);
      const scales = place(bytes.scales);
      const offsetValues = layout.offsets ? place(bytes.offsets) : null;
      blocks.set(name, { ...layout, name, shape: [rows, columns], file, quants, scales, offsetValues });
      const ranges = [quants, scales, ...(offsetValues === null ? [] : [offsetValues])];
      pieces.push(...piecesOf(source, form, ranges));
      continue;
    }
    const dtype = storedType(type.name);
    const range = place(tensor.elements * (dtype === 'F32' ? 4 : 2));
    tensors.set(name, { name, dtype, shape: tensor.shape, file, ...range });
    pieces.push(...piecesOf(source, 'float32', [range]));
  }
  return { tensors, blocks, pieces, bytes: end };
}

/** @param ranges what the whole tensor becomes; each has as many bytes for every row */
function piecesOf(
  source: NamedTensor,
  form: ScratchForm,
  ranges: readonly { readonly offset: number; readonly byteLength: number }[],
): Piece[] {
  const { tensor } = source;
  const rowElements = rowLength(source);
  const rows = tensor.elements / rowElements;
  const unit = source.permutedHeadDim ?? 1;
  const step = unit * Math.max(1, Math.floor(pieceElements / (rowElements * unit)));
  const rowBytes = tensor.byteLength / rows;
  const pieces: Piece[] = [];
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    pieces.push({
      source,
      readAt: tensor.offset + row * rowBytes,
      readBytes: count * rowBytes,
      elements: count * rowElements,
      form,
      writes: ranges.map(({ offset, byteLength }) => ({
        at: offset + (row * byteLength) / rows,
        bytes: (count * byteLength) / rows,
      })),
    });
  }
  return pieces;
}

/** A file of a few kilobytes may say that it has terabytes of weights: the disk is not filled to find out. */
async function checkRoom(folder: string, bytes: number): Promise<void> {
  const room = await statfs(folder).catch(() => null);
  if (room === null || room.bavail * room.bsize >= bytes) return;
  throw new GuardrailError(
    'storeWriteFailed',
    `The dequantised weights of the GGUF file need ${(bytes / 1e9).toFixed(1)} GB, and ${folder} has ${((room.bavail * room.bsize) / 1e9).toFixed(1)} GB left.`,
    'Make room in the folder for temporary files, or choose another one with TMPDIR.',
  );
}

/** A bias is a column: its rows have one element each (and are never quantised, see ggufTensors). */
function rowLength({ tensor }: NamedTensor): number {
  return tensor.shape.length === 1 ? 1 : (tensor.shape.at(-1) ?? 1);
}

function storedType(type: GgmlTypeName): TensorSource['dtype'] {
  return type === 'F16' || type === 'BF16' ? type : 'F32';
}

async function writePieces(
  gguf: FileHandle,
  scratch: FileHandle,
  pieces: readonly Piece[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const readBytes = Math.max(0, ...pieces.map((piece) => piece.readBytes));
  const writeBytes = Math.max(0, ...pieces.map(madeBytes));
  const readers = [new Uint8Array(readBytes), new Uint8Array(readBytes)] as const;
  const ordered = new Uint8Array(
    pieces.some((piece) => piece.source.permutedHeadDim !== null) ? readBytes : 0,
  );
  const writers = Array.from({ length: maxWrites }, () => ({
    buffer: new Float32Array(Math.ceil(writeBytes / 4)),
    written: Promise.resolve(),
  }));
  const read = (index: number): Promise<Uint8Array> => {
    const piece = pieces[index];
    const target = readers[index % 2 === 0 ? 0 : 1].subarray(0, piece?.readBytes ?? 0);
    const done = piece === undefined ? Promise.resolve() : readFully(gguf, target, piece.readAt);
    // It is awaited one piece later; until then a failure must not count as unhandled.
    done.catch(() => undefined);
    return done.then(() => target);
  };
  let next = read(0);
  try {
    for (const [index, piece] of pieces.entries()) {
      throwIfCancelled(signal);
      const raw = await next;
      next = read(index + 1);
      const writer = writers[index % maxWrites];
      if (writer === undefined) continue;
      await writer.written;
      fill(piece, raw, ordered, writer.buffer);
      writer.written = onScratchDisk(() => writeParts(scratch, writer.buffer, piece.writes));
      writer.written.catch(() => undefined);
    }
    await Promise.all(writers.map((writer) => writer.written));
  } catch (error) {
    // The files must not be closed under a read or a write.
    await Promise.allSettled([next, ...writers.map((writer) => writer.written)]);
    throw error;
  }
}

function madeBytes({ writes }: Piece): number {
  return writes.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Dequantises one piece into `target`, or packs it there. */
function fill(piece: Piece, raw: Uint8Array, ordered: Uint8Array, target: Float32Array): void {
  const { tensor, permutedHeadDim } = piece.source;
  let rows = raw;
  if (permutedHeadDim !== null) {
    rows = ordered.subarray(0, raw.byteLength);
    const rowBytes = (raw.byteLength / piece.elements) * rowLength(piece.source);
    restoreRowOrder(raw, rows, rowBytes, permutedHeadDim);
  }
  if (!isQuantized(tensor.type.name)) {
    new Uint8Array(target.buffer).set(rows);
    return;
  }
  const check =
    piece.form === 'blocks'
      ? packRows(tensor.type.name, rows, rowLength(piece.source), packedRows(target, piece.writes))
      : dequantisers[tensor.type.name](rows, target, piece.elements / tensor.type.blockSize);
  if (check !== 0) throw corruptGguf(`the tensor ${tensor.name} has scales that are not finite numbers`);
}

/** The places of quants, scales and offsets in the buffer of a piece. */
function packedRows(target: Float32Array, writes: readonly Write[]): PackedRows {
  const [quants = 0, scales = 0, offsets = 0] = writes.map(({ bytes }) => bytes);
  const { buffer } = target;
  return {
    quants: new Uint8Array(buffer, 0, quants),
    scales: new Float32Array(buffer, quants, scales / 4),
    offsets: new Float32Array(buffer, quants + scales, offsets / 4),
  };
}

function isQuantized(name: GgmlTypeName): name is QuantizedTypeName {
  return name in dequantisers;
}

async function writeParts(
  file: FileHandle,
  { buffer }: Float32Array,
  writes: readonly Write[],
): Promise<void> {
  let from = 0;
  for (const { at, bytes } of writes) {
    await writeFully(file, new Uint8Array(buffer, from, bytes), at);
    from += bytes;
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

async function onScratchDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new GuardrailError(
      'storeWriteFailed',
      `The dequantised weights of the GGUF file could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Make room in the folder for temporary files, or choose another one; up to four bytes per parameter are needed.',
      { cause },
    );
  }
}
