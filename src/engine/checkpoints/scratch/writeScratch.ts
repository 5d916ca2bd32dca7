// A scratch file of weights in another form than their checkpoint has: planned as pieces, read, converted and written while the
// next piece is read. Knows bytes and files, no format and no model.
import { randomBytes } from 'node:crypto';
import { mkdir, open, statfs, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { GuardrailError } from '../../../protocol/errors';
import { throwIfCancelled } from '../../cancellation';
import type { FileRange } from '../blockMatrix';
import { checkpointCorrupt } from '../checkpointErrors';
import { keepUntilRemoved, removeScratchFile, scratchName, sweepScratchFolder } from './scratchFolder';

/** Bytes of a piece that go to one place of the file. */
export interface ScratchWrite {
  readonly at: number;
  readonly bytes: number;
}

/** A run of whole rows that is read, converted and written at once. */
export interface ScratchPiece {
  readonly from: FileHandle;
  readonly readAt: number;
  readonly readBytes: number;
  /** Parts of what `convert` makes, one after the other. */
  readonly writes: readonly ScratchWrite[];
  /** @throws GuardrailError checkpointCorrupt */
  convert(raw: Uint8Array, target: Float32Array): void;
}

export interface ScratchOptions {
  readonly folder: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** What is written, for errors: "The quantised weights". */
  readonly what: string;
  readonly signal?: AbortSignal;
}

/** Small enough for the processor's cache, large enough that a piece costs more than its two system calls. */
const pieceElements = 512 * 1024;
const alignment = 64;
/** Writes in flight; each has its own buffer. */
const maxWrites = 3;

/** Gives out places in a file that is to be written, one after the other. */
export class ScratchPlaces {
  private end = 0;

  get bytes(): number {
    return this.end;
  }

  next(byteLength: number): FileRange {
    const offset = Math.ceil(this.end / alignment) * alignment;
    this.end = offset + byteLength;
    return { offset, byteLength };
  }
}

/** A path for a new scratch file in `folder`, which need not exist. */
export function newScratchFile(folder: string): string {
  return join(folder, scratchName(randomBytes(6).toString('hex')));
}

/** A matrix in a file, row by row, and what its rows become. */
export interface RowSource {
  readonly from: FileHandle;
  readonly offset: number;
  readonly rows: number;
  readonly rowBytes: number;
  /** Numbers in a row. */
  readonly columns: number;
  /** Rows that must stay together. */
  readonly unit: number;
  /** What the whole matrix becomes; each range has as many bytes for every row. */
  readonly ranges: readonly FileRange[];
  /** @throws GuardrailError checkpointCorrupt */
  convert(raw: Uint8Array, target: Float32Array, part: RowsPart): void;
}

export interface RowsPart {
  /** Rows in it. */
  readonly rows: number;
  readonly writes: readonly ScratchWrite[];
}

/** The whole matrix, a few rows at a time. */
export function rowPieces(source: RowSource): ScratchPiece[] {
  const { from, offset, rows, rowBytes, columns, unit, ranges } = source;
  const step = unit * Math.max(1, Math.floor(pieceElements / (columns * unit)));
  const pieces: ScratchPiece[] = [];
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    const writes = ranges.map((range) => ({
      at: range.offset + (row * range.byteLength) / rows,
      bytes: (count * range.byteLength) / rows,
    }));
    pieces.push({
      from,
      readAt: offset + row * rowBytes,
      readBytes: count * rowBytes,
      writes,
      convert: (raw, target) => source.convert(raw, target, { rows: count, writes }),
    });
  }
  return pieces;
}

/**
 * Writes the pieces to `file`. Reading the next piece and writing the last ones overlap with converting. Where it fails, the
 * file is removed.
 *
 * @throws GuardrailError checkpointCorrupt where a source ends early, storeWriteFailed where the file cannot be written,
 * cancelled; and what `convert` throws
 */
export async function writeScratch(
  file: string,
  pieces: readonly ScratchPiece[],
  options: ScratchOptions,
): Promise<void> {
  const { folder } = options;
  await onScratchDisk(options, async () => {
    await mkdir(folder, { recursive: true });
    await sweepScratchFolder(folder);
  });
  await checkRoom(options);
  keepUntilRemoved(file);
  try {
    const scratch = await onScratchDisk(options, () => open(file, 'wx', 0o600));
    try {
      await writePieces(scratch, pieces, options);
    } finally {
      await scratch.close();
    }
  } catch (error) {
    await removeScratchFile(file);
    throw error;
  }
}

/** A file of a few kilobytes may say that it has terabytes of weights: the disk is not filled to find out. */
async function checkRoom({ folder, bytes, what }: ScratchOptions): Promise<void> {
  const room = await statfs(folder).catch(() => null);
  if (room === null || room.bavail * room.bsize >= bytes) return;
  throw new GuardrailError(
    'storeWriteFailed',
    `${what} need ${(bytes / 1e9).toFixed(1)} GB, and ${folder} has ${((room.bavail * room.bsize) / 1e9).toFixed(1)} GB left.`,
    'Make room in the folder for temporary files, or choose another one with TMPDIR.',
  );
}

async function writePieces(
  scratch: FileHandle,
  pieces: readonly ScratchPiece[],
  options: ScratchOptions,
): Promise<void> {
  const readBytes = Math.max(0, ...pieces.map((piece) => piece.readBytes));
  const writeBytes = Math.max(0, ...pieces.map(madeBytes));
  const readers = [new Uint8Array(readBytes), new Uint8Array(readBytes)] as const;
  const writers = Array.from({ length: maxWrites }, () => ({
    buffer: new Float32Array(Math.ceil(writeBytes / 4)),
    written: Promise.resolve(),
  }));
  const read = (index: number): Promise<Uint8Array> => {
    const piece = pieces[index];
    const target = readers[index % 2 === 0 ? 0 : 1].subarray(0, piece?.readBytes ?? 0);
    const done = piece === undefined ? Promise.resolve() : readPiece(piece, target);
    // It is awaited one piece later; until then a failure must not count as unhandled.
    done.catch(() => undefined);
    return done.then(() => target);
  };
  let next = read(0);
  try {
    for (const [index, piece] of pieces.entries()) {
      throwIfCancelled(options.signal);
      const raw = await next;
      next = read(index + 1);
      const writer = writers[index % maxWrites];
      if (writer === undefined) continue;
      await writer.written;
      piece.convert(raw, writer.buffer);
      writer.written = onScratchDisk(options, () => writeParts(scratch, writer.buffer, piece.writes));
      writer.written.catch(() => undefined);
    }
    await Promise.all(writers.map((writer) => writer.written));
  } catch (error) {
    // The files must not be closed under a read or a write.
    await Promise.allSettled([next, ...writers.map((writer) => writer.written)]);
    throw error;
  }
}

function madeBytes({ writes }: ScratchPiece): number {
  return writes.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function readPiece({ from, readAt }: ScratchPiece, target: Uint8Array): Promise<void> {
  let done = 0;
  while (done < target.byteLength) {
    const { bytesRead } = await from.read(target, done, target.byteLength - done, readAt + done);
    if (bytesRead === 0) throw checkpointCorrupt('A weight file ends before its data does.');
    done += bytesRead;
  }
}

async function writeParts(
  file: FileHandle,
  { buffer }: Float32Array,
  writes: readonly ScratchWrite[],
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

async function onScratchDisk<T>({ what, bytes }: ScratchOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new GuardrailError(
      'storeWriteFailed',
      `${what} could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      `Make room for ${(bytes / 1e9).toFixed(1)} GB in the folder for temporary files, or choose another one with TMPDIR.`,
      { cause },
    );
  }
}
