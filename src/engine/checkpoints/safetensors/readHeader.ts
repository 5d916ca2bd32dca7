// The header of one safetensors file, checked completely: every tensor lies inside the file, none overlaps another, no byte is
// left over. Format: 8 bytes little-endian length, JSON, raw tensors. Knows no model.
import { open, realpath, stat } from 'node:fs/promises';
import { z } from 'zod';
import { GuardrailError } from '../../../protocol/errors';
import { checkpointCorrupt, checkpointNotFound } from '../checkpointErrors';
import type { RawTensor } from '../fingerprints';
import { findDuplicateKey } from './duplicateKeys';

/** Hugging Face's own JavaScript reader has the same limit; 100,000 tensors need about 12 MB. */
const maxHeaderBytes = 25_000_000;
const maxRank = 8;

/** Bits per element of the dtypes in the format's specification. */
const dtypeBits: Readonly<Record<string, number>> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
};

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()).max(maxRank),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

export interface SafetensorsFile {
  /** Real path. */
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Offsets count from the start of the file. */
  readonly tensors: ReadonlyMap<string, RawTensor>;
}

/** @throws GuardrailError checkpointNotFound, or checkpointCorrupt naming the file and tensor. */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsFile> {
  let file: string;
  let handle;
  try {
    file = await realpath(path);
    // Before it is opened: opening a pipe waits for its other end.
    if (!(await stat(file)).isFile()) throw corrupt(path, 'it is not a file');
    handle = await open(file, 'r');
  } catch (cause) {
    if (cause instanceof GuardrailError) throw cause;
    throw checkpointNotFound(
      `${path} cannot be opened.`,
      'The download may be incomplete: fetch the checkpoint again.',
      cause,
    );
  }
  try {
    const { size } = await handle.stat();
    if (size < 10) throw corrupt(path, `it has ${size} bytes, too few for a header`);
    const start = Buffer.alloc(8);
    await handle.read(start, 0, 8, 0);
    const headerBytes = start.readBigUInt64LE();
    if (headerBytes > BigInt(maxHeaderBytes)) {
      throw corrupt(path, `it says that its header has ${headerBytes.toString()} bytes`);
    }
    const length = Number(headerBytes);
    if (8 + length > size) {
      throw corrupt(path, `it says that its header has ${length} bytes, but the whole file has ${size}`);
    }
    const header = Buffer.alloc(length);
    const { bytesRead } = await handle.read(header, 0, length, 8);
    if (bytesRead !== length) throw corrupt(path, 'its header ends early');
    return parseHeader(path, file, header, size);
  } finally {
    await handle.close();
  }
}

function parseHeader(path: string, file: string, header: Buffer, size: number): SafetensorsFile {
  const text = header.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw corrupt(path, 'its header is not JSON', cause);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw corrupt(path, 'its header is not a JSON object');
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null) throw corrupt(path, `its header has "${duplicate}" twice`);
  const dataStart = 8 + header.length;
  const tensors = new Map<string, RawTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      const parsed = z.record(z.string(), z.string()).safeParse(value);
      if (!parsed.success) throw corrupt(path, '__metadata__ is not a map of strings');
      metadata = parsed.data;
    } else {
      tensors.set(name, parseEntry(path, file, name, value, dataStart));
    }
  }
  checkLayout(path, tensors, dataStart, size);
  return { file, metadata, tensors };
}

function parseEntry(path: string, file: string, name: string, value: unknown, dataStart: number): RawTensor {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw corrupt(path, `the header entry of tensor ${name} is wrong (${where || 'not an object'})`);
  }
  const { dtype, shape } = parsed.data;
  const [begin, end] = parsed.data.data_offsets;
  const bits = Object.hasOwn(dtypeBits, dtype) ? dtypeBits[dtype] : undefined;
  if (bits === undefined) throw corrupt(path, `tensor ${name} has the unknown dtype "${dtype}"`);
  const expected = (shape.reduce((product, dimension) => product * dimension, 1) * bits) / 8;
  if (end < begin) throw corrupt(path, `tensor ${name} ends (${end}) before it begins (${begin})`);
  if (!Number.isSafeInteger(expected) || expected !== end - begin) {
    throw corrupt(
      path,
      `tensor ${name} with shape [${shape.join(', ')}] and dtype ${dtype} needs ${expected} bytes, but its offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, file, offset: dataStart + begin, byteLength: end - begin };
}

/** The format allows no holes and no overlap; anything else could hide or misread data. */
function checkLayout(
  path: string,
  tensors: ReadonlyMap<string, RawTensor>,
  dataStart: number,
  size: number,
): void {
  let at = dataStart;
  let previous = 'the header';
  const inOrder = [...tensors.values()].sort((x, y) => x.offset - y.offset || x.byteLength - y.byteLength);
  for (const tensor of inOrder) {
    const end = tensor.offset + tensor.byteLength;
    if (end > size) {
      throw corrupt(
        path,
        `tensor ${tensor.name} reaches to byte ${end}, but the file has ${size}: it is truncated, or the offsets are wrong`,
      );
    }
    if (tensor.offset < at) throw corrupt(path, `tensor ${tensor.name} overlaps ${previous}`);
    if (tensor.offset > at) throw corrupt(path, `there is a gap before tensor ${tensor.name}`);
    at = end;
    previous = tensor.name;
  }
  if (at !== size) throw corrupt(path, `${size - at} bytes after the last tensor belong to no tensor`);
}

function corrupt(path: string, what: string, cause?: unknown): Error {
  return checkpointCorrupt(`${path} is not a valid safetensors file: ${what}.`, undefined, cause);
}
