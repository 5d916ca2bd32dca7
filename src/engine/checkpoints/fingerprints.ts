// Reads tensors once: SHA-256 of each, and whether every number is finite. Results are cached on disk by the file's real path,
// size and modification time. Knows bytes and dtypes, not models.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TensorFacts } from '../../protocol/checkpoints';
import { throwIfCancelled } from '../cancellation';
import { readJsonFile } from '../files/jsonFile';
import { checkpointCorrupt, checkpointFile, checkpointNotFound } from './checkpointErrors';

/** A tensor of any format as it lies in a file. */
export interface RawTensor {
  readonly name: string;
  /** F32, F16, BF16, Q4_K, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Real path. */
  readonly file: string;
  readonly offset: number;
  readonly byteLength: number;
}

export interface FingerprintOptions {
  readonly cacheFolder: string;
  readonly signal?: AbortSignal;
}

/** About 4 ms of hashing: the process stays responsive and cancels at once. A multiple of every element size. */
const chunkBytes = 4 * 1024 * 1024;
const cacheVersion = 1;
const fingerprintsFolder = 'fingerprints';
const mostCacheBytes = 64_000_000;

const cacheSchema = z.object({
  version: z.literal(cacheVersion),
  file: z.string(),
  size: z.number(),
  modified: z.string(),
  fingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

/**
 * Facts of each tensor in the order given. A cached file is not read.
 * @throws GuardrailError checkpointCorrupt naming the tensor that has NaN or infinite numbers (F32, F16, BF16), or whose
 * bytes are not there; cancelled.
 */
export async function tensorFacts(
  tensors: readonly RawTensor[],
  options: FingerprintOptions,
): Promise<TensorFacts[]> {
  const byFile = new Map<string, RawTensor[]>();
  for (const tensor of tensors) {
    const group = byFile.get(tensor.file);
    if (group === undefined) byFile.set(tensor.file, [tensor]);
    else group.push(tensor);
  }
  const fingerprints = new Map<RawTensor, string>();
  for (const [file, group] of byFile) await fingerprintFile(file, group, options, fingerprints);
  return tensors.map((tensor) => ({
    name: tensor.name,
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    bytes: tensor.byteLength,
    fingerprint: fingerprints.get(tensor) ?? '',
  }));
}

async function fingerprintFile(
  file: string,
  tensors: readonly RawTensor[],
  options: FingerprintOptions,
  into: Map<RawTensor, string>,
): Promise<void> {
  const before = await stamp(file);
  const cachePath = join(
    options.cacheFolder,
    fingerprintsFolder,
    `${createHash('sha256').update(file).digest('hex')}.json`,
  );
  const cached = await readCache(cachePath, file, before);
  const fresh = new Map<string, string>();
  const missing: RawTensor[] = [];
  for (const tensor of tensors) {
    const known = cached.get(cacheKey(tensor));
    if (known === undefined) missing.push(tensor);
    else into.set(tensor, known);
  }
  if (missing.length === 0) return;
  const handle = await open(file, 'r');
  try {
    const buffer = new ArrayBuffer(chunkBytes);
    for (const tensor of missing.sort((x, y) => x.offset - y.offset)) {
      const fingerprint = await fingerprintTensor(handle, tensor, buffer, options.signal);
      into.set(tensor, fingerprint);
      fresh.set(cacheKey(tensor), fingerprint);
    }
  } finally {
    await handle.close();
  }
  const after = await stamp(file);
  if (after.size !== before.size || after.modified !== before.modified) {
    throw checkpointCorrupt(
      `${file} changed while it was read.`,
      'Wait until the checkpoint is completely written, then try again.',
    );
  }
  await writeCache(cachePath, file, after, new Map([...cached, ...fresh]));
}

interface Stamp {
  readonly size: number;
  /** Nanoseconds, as a decimal string. */
  readonly modified: string;
}

async function stamp(file: string): Promise<Stamp> {
  try {
    const { size, mtimeNs } = await stat(file, { bigint: true });
    return { size: Number(size), modified: mtimeNs.toString() };
  } catch (cause) {
    throw checkpointNotFound(`${file} is gone.`, 'Check the path, then open the checkpoint again.', cause);
  }
}

function cacheKey(tensor: RawTensor): string {
  return `${tensor.offset}:${tensor.byteLength}:${tensor.dtype}:${tensor.shape.join('x')}`;
}

async function readCache(path: string, file: string, now: Stamp): Promise<ReadonlyMap<string, string>> {
  // Absent, or written by another version, or damaged: the tensors are read again.
  const cache = await readJsonFile(path, cacheSchema, checkpointFile(mostCacheBytes)).catch(() => null);
  if (cache?.file !== file || cache.size !== now.size || cache.modified !== now.modified) return new Map();
  return new Map(Object.entries(cache.fingerprints));
}

async function writeCache(
  path: string,
  file: string,
  now: Stamp,
  fingerprints: ReadonlyMap<string, string>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    const cache = { version: cacheVersion, file, ...now, fingerprints: Object.fromEntries(fingerprints) };
    await writeFile(temporary, JSON.stringify(cache));
    await rename(temporary, path);
  } catch {
    // A cache that cannot be written costs time only.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function fingerprintTensor(
  handle: FileHandle,
  tensor: RawTensor,
  buffer: ArrayBuffer,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(`${tensor.dtype}[${tensor.shape.join(',')}]`);
  for (let done = 0; done < tensor.byteLength;) {
    throwIfCancelled(signal);
    const length = Math.min(chunkBytes, tensor.byteLength - done);
    let filled = 0;
    while (filled < length) {
      const view = new Uint8Array(buffer, filled, length - filled);
      const { bytesRead } = await handle.read(view, 0, view.length, tensor.offset + done + filled);
      if (bytesRead === 0) throw checkpointCorrupt(`Tensor ${tensor.name} ends beyond the end of its file.`);
      filled += bytesRead;
    }
    hash.update(new Uint8Array(buffer, 0, length));
    const bad = firstNonFinite(tensor.dtype, buffer, length);
    if (bad !== -1) {
      const index = bad + done / bytesPerElement(tensor.dtype);
      throw checkpointCorrupt(
        `Tensor ${tensor.name} has a number that is not finite (NaN or infinity) at element ${index}.`,
        'The training run has probably diverged, or the file is damaged. Use an earlier checkpoint.',
      );
    }
    done += length;
  }
  return hash.digest('hex');
}

function bytesPerElement(dtype: string): number {
  return dtype === 'F32' ? 4 : 2;
}

/** Index of the first NaN or infinity among the first `length` bytes; −1: none, or a dtype that is not looked into. */
function firstNonFinite(dtype: string, buffer: ArrayBuffer, length: number): number {
  if (dtype === 'F32') return firstWithExponent(new Uint32Array(buffer, 0, length >>> 2), 0x7f800000);
  if (dtype === 'F16') return firstWithExponent(new Uint16Array(buffer, 0, length >>> 1), 0x7c00);
  if (dtype === 'BF16') return firstWithExponent(new Uint16Array(buffer, 0, length >>> 1), 0x7f80);
  return -1;
}

/** IEEE 754: all exponent bits set means infinity or NaN. */
function firstWithExponent(words: Uint32Array | Uint16Array, exponent: number): number {
  for (let i = 0; i < words.length; i++) {
    if (((words[i] ?? 0) & exponent) === exponent) return i;
  }
  return -1;
}
