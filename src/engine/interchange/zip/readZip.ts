// Reads ZIP archives that other programs wrote: deflate, zstd and stored entries, also in the 64-bit form. An archive is hostile
// until it is read: sizes are not believed, what is unpacked is counted, checksums are checked. (PKWARE, APPNOTE 6.3)
import { constants, crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';

export interface ZipLimits {
  readonly entries: number;
  /** Unpacked bytes of one entry, and of all that are read. */
  readonly entryBytes: number;
  readonly bytes: number;
}

/** What is wrong with an archive, as the end of a sentence that begins with its name. */
export class BrokenZip extends Error {}

export interface ZipArchive {
  /** Of entries that are files, each once; in the order of the directory. */
  readonly names: readonly string[];
  /** null: there is no such entry. Of several with one name the last counts. @throws BrokenZip */
  read(name: string): Buffer | null;
}

interface Entry {
  readonly encrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
};
const methods = { stored: 0, deflated: 8, zstd: 93 };
/** The end's own bytes, and the longest comment behind it. */
const endBytes = 22;
const longestComment = 0xffff;
const [all16, all32] = [0xffff, 0xffff_ffff];

/** @throws BrokenZip where it is none, is cut off, or has more entries than the limit */
export function openZip(bytes: Buffer, limits: ZipLimits): ZipArchive {
  const entries = guarded(() => readDirectory(bytes, limits));
  let unpacked = 0;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) return null;
      const most = Math.min(limits.entryBytes, limits.bytes - unpacked);
      if (entry.size > most) throw tooLarge(limits);
      const content = guarded(() => unpack(bytes, entry, name));
      unpacked += content.length;
      return content;
    },
  };
}

function tooLarge({ entryBytes, bytes }: ZipLimits): BrokenZip {
  return new BrokenZip(
    `unpacks to more than is read of such a file (${entryBytes} bytes of one entry, ${bytes} of all)`,
  );
}

function readDirectory(bytes: Buffer, limits: ZipLimits): ReadonlyMap<string, Entry> {
  const { count, start, size } = findDirectory(bytes);
  if (count > limits.entries) throw new BrokenZip(`has ${count} entries; at most ${limits.entries} are read`);
  if (start + size > bytes.length) throw new BrokenZip('is cut off: its directory lies behind its end');
  const entries = new Map<string, Entry>();
  let at = start;
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== signatures.central) throw new BrokenZip('has a broken directory');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    if (!name.endsWith('/')) {
      entries.delete(name);
      entries.set(name, entryOf(bytes, at, extra));
    }
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function findDirectory(bytes: Buffer): {
  readonly count: number;
  readonly start: number;
  readonly size: number;
} {
  const end = findEnd(bytes);
  const [count, size, start] = [
    bytes.readUInt16LE(end + 10),
    bytes.readUInt32LE(end + 12),
    bytes.readUInt32LE(end + 16),
  ];
  if (count !== all16 && size !== all32 && start !== all32) return { count, start, size };
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== signatures.locator) return { count, start, size };
  const end64 = integer64(bytes, locator + 8);
  if (bytes.readUInt32LE(end64) !== signatures.end64) throw new BrokenZip('has a broken directory');
  return {
    count: integer64(bytes, end64 + 32),
    size: integer64(bytes, end64 + 40),
    start: integer64(bytes, end64 + 48),
  };
}

function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - endBytes - longestComment);
  for (let at = bytes.length - endBytes; at >= first; at--) {
    if (bytes.readUInt32LE(at) === signatures.end) return at;
  }
  throw new BrokenZip('is cut off, or no archive: it has no directory at its end');
}

function entryOf(bytes: Buffer, at: number, extra: Buffer): Entry {
  const small = {
    packed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
  const large = field64(extra);
  let place = 0;
  const next = (value: number): number => {
    if (value !== all32 || large === null) return value;
    place += 8;
    return integer64(large, place - 8);
  };
  // In this order, and only those that do not fit.
  const size = next(small.size);
  const packed = next(small.packed);
  const offset = next(small.offset);
  return {
    ...{ size, packed, offset, crc: bytes.readUInt32LE(at + 16), method: bytes.readUInt16LE(at + 10) },
    encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
  };
}

/** The 64-bit sizes among an entry's extra fields; null: it has none. */
function field64(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

function integer64(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BrokenZip('has a broken directory');
  return Number(value);
}

function unpack(bytes: Buffer, entry: Entry, name: string): Buffer {
  const { offset, packed, size, method } = entry;
  if (entry.encrypted) throw new BrokenZip('is encrypted');
  if (bytes.readUInt32LE(offset) !== signatures.local) throw broken(name);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) throw broken(name);
  const data = bytes.subarray(start, start + packed);
  const content = unpackData(data, method, size);
  if (content.length !== size || crc32(content) !== entry.crc) throw broken(name);
  return content;
}

/** Never more than `size` bytes, whatever the data unpack to. */
function unpackData(data: Buffer, method: number, size: number): Buffer {
  // 0 is no limit to Node.
  const options = { maxOutputLength: Math.max(1, size) };
  switch (method) {
    case methods.stored:
      return data;
    case methods.deflated:
      return inflateRawSync(data, options);
    case methods.zstd:
      return zstdDecompressSync(data, { ...options, params: { [constants.ZSTD_d_windowLogMax]: 27 } });
    default:
      throw new BrokenZip(`is packed by a method that is not read (${method})`);
  }
}

function broken(name: string): BrokenZip {
  return new BrokenZip(`has a broken entry (${JSON.stringify(name.slice(0, 80))})`);
}

/** What Node says of places outside of a buffer and of broken streams. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof BrokenZip) throw cause;
    if (cause instanceof RangeError || (cause instanceof Error && 'code' in cause)) {
      throw new BrokenZip('is cut off or broken', { cause });
    }
    throw cause;
  }
}
