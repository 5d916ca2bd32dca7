// Reads and checks a GGUF file's header: metadata and the table of tensors. Knows nothing of models.
//
// Written here rather than taken from @huggingface/gguf because the file may be hostile: that parser reads a
// truncated header as zeros, cuts strings that run past the end short, and does not check where tensors lie.
import type { FileHandle } from 'node:fs/promises';
import { GuardrailError } from '../../../protocol/errors';
import { corruptGguf } from './corruptGguf';
import { GgufCursor, NeedMoreBytes, type GgufValue } from './ggufCursor';
import { ggmlType, type GgmlType } from './ggmlTypes';

export interface GgufTensor {
  readonly name: string;
  readonly type: GgmlType;
  /** Row-major as in PyTorch, [out, in]: GGUF's own order reversed. */
  readonly shape: readonly number[];
  readonly elements: number;
  /** Which of the model's files has it, from 0. */
  readonly file: number;
  /** From the start of that file. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface GgufHeader {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

const firstRead = 8 * 1024 * 1024;
/** A header of a model with 250,000 tokens takes about 15 MB. */
const maxHeaderBytes = 256 * 1024 * 1024;
const maxNameBytes = 1024;
const maxDims = 4;

/**
 * The header of the GGUF file open as `file`, little-endian version 2 or 3.
 * @throws GuardrailError checkpointCorrupt where counts, lengths, types or offsets cannot be true,
 * checkpointUnsupported for another version, byte order or tensor type.
 */
export async function readGgufHeader(file: FileHandle): Promise<GgufHeader> {
  const { size } = await file.stat();
  for (let wanted = firstRead; ; wanted *= 2) {
    const bytes = Buffer.alloc(Math.min(wanted, size, maxHeaderBytes));
    await readFully(file, bytes, 0);
    try {
      return parseGgufHeader(bytes, size);
    } catch (error) {
      if (!(error instanceof NeedMoreBytes)) throw error;
      if (bytes.byteLength >= maxHeaderBytes) {
        throw corruptGguf(`its header is longer than ${maxHeaderBytes} bytes`);
      }
    }
  }
}

/**
 * Fills `target` from `position` of the file.
 * @throws GuardrailError checkpointCorrupt where the file ends before.
 */
export async function readFully(file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.byteLength) {
    const { bytesRead } = await file.read(target, done, target.byteLength - done, position + done);
    if (bytesRead === 0) throw corruptGguf('it ends before its data does');
    done += bytesRead;
  }
}

function parseGgufHeader(bytes: Buffer, fileSize: number): GgufHeader {
  if (bytes.toString('latin1', 0, 4) !== 'GGUF') {
    throw new GuardrailError(
      'checkpointCorrupt',
      'The file does not begin with GGUF’s magic number: it is no GGUF file.',
      'Give the path of a .gguf file, or of a Hugging Face folder.',
    );
  }
  const cursor = new GgufCursor(bytes, fileSize);
  cursor.uint32();
  checkVersion(cursor.uint32());
  // A tensor's entry takes at least 24 + 8 bytes, a key at least 13.
  const tensorCount = cursor.count('the number of tensors', 32);
  const keyCount = cursor.count('the number of metadata keys', 13);
  const metadata = readMetadata(cursor, keyCount);
  const entries = readTensorTable(cursor, tensorCount);
  const dataStart = alignUp(cursor.offset, alignmentOf(metadata));
  return { metadata, tensors: placeTensors(entries, dataStart, alignmentOf(metadata), fileSize) };
}

function checkVersion(version: number): void {
  if (version === 2 || version === 3) return;
  const bigEndian = version !== 0 && (version & 0xffff) === 0;
  throw new GuardrailError(
    'checkpointUnsupported',
    bigEndian ? 'The GGUF file is big-endian.' : `The GGUF file has version ${version}.`,
    'Convert the model again with a current llama.cpp; little-endian files of version 2 and 3 are supported.',
  );
}

function readMetadata(cursor: GgufCursor, count: number): Map<string, GgufValue> {
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.string(`the name of metadata key ${i}`, 65535);
    if (metadata.has(key)) throw corruptGguf(`the metadata key ${key} occurs twice`);
    metadata.set(key, cursor.value(`the metadata value ${key}`));
  }
  return metadata;
}

/** A tensor with its offset still counted from the start of the data. */
type TensorEntry = GgufTensor;

function readTensorTable(cursor: GgufCursor, count: number): TensorEntry[] {
  const entries: TensorEntry[] = [];
  for (let i = 0; i < count; i++) {
    const name = cursor.string(`the name of tensor ${i}`, maxNameBytes);
    const dims = cursor.uint32();
    if (dims < 1 || dims > maxDims) throw corruptGguf(`tensor ${name} has ${dims} dimensions`);
    const extents: number[] = [];
    for (let d = 0; d < dims; d++) extents.push(cursor.size(`a dimension of tensor ${name}`));
    const type = ggmlType(cursor.uint32(), name);
    const elements = extents.reduce((product, extent) => product * extent, 1);
    if (elements === 0) throw corruptGguf(`tensor ${name} is empty`);
    if (!Number.isSafeInteger(elements)) throw corruptGguf(`tensor ${name} has ${elements} elements`);
    if ((extents[0] ?? 0) % type.blockSize !== 0) {
      throw corruptGguf(
        `the rows of tensor ${name} have ${extents[0] ?? 0} elements, no multiple of ${type.name}'s ${type.blockSize}`,
      );
    }
    entries.push({
      name,
      type,
      shape: extents.reverse(),
      elements,
      file: 0,
      offset: cursor.size(`the offset of tensor ${name}`),
      byteLength: (elements / type.blockSize) * type.blockBytes,
    });
  }
  return entries;
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const alignment = metadata.get('general.alignment') ?? 32;
  // A power of two, as ggml demands.
  if (
    typeof alignment !== 'number' ||
    !(alignment >= 1 && alignment <= 2 ** 30) ||
    !Number.isInteger(Math.log2(alignment))
  ) {
    throw corruptGguf('general.alignment is no power of two');
  }
  return alignment;
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function placeTensors(
  entries: readonly TensorEntry[],
  dataStart: number,
  alignment: number,
  fileSize: number,
): Map<string, GgufTensor> {
  const tensors = new Map<string, GgufTensor>();
  for (const entry of entries) {
    if (tensors.has(entry.name)) throw corruptGguf(`the tensor ${entry.name} occurs twice`);
    if (entry.offset % alignment !== 0) {
      throw corruptGguf(`the offset of tensor ${entry.name} is no multiple of ${alignment}`);
    }
    const offset = dataStart + entry.offset;
    if (offset + entry.byteLength > fileSize) {
      throw corruptGguf(
        `tensor ${entry.name} ends at byte ${offset + entry.byteLength}, and the file has ${fileSize}`,
      );
    }
    tensors.set(entry.name, { ...entry, offset });
  }
  const byOffset = [...tensors.values()].sort((a, b) => a.offset - b.offset);
  let previous: GgufTensor | undefined;
  for (const tensor of byOffset) {
    if (previous !== undefined && tensor.offset < previous.offset + previous.byteLength) {
      throw corruptGguf(`the tensors ${previous.name} and ${tensor.name} overlap`);
    }
    previous = tensor;
  }
  return tensors;
}
