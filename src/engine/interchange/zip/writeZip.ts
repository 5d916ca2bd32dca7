// Writes ZIP archives, entry by entry. Knows nothing of what is in them. (PKWARE, APPNOTE 6.3)
import type { FileHandle } from 'node:fs/promises';
import { crc32, deflateRawSync } from 'node:zlib';

/** Larger archives need the 64-bit form, which is not written. */
const mostBytes = 0xffff_fffe;
const mostEntries = 0xfffe;
const deflated = 8;
/** Names are UTF-8. */
const flags = 0x0800;
/** 2.0: deflate. */
const version = 20;
/** 1980-01-01 00:00, the first that the format knows: two archives of the same content are the same bytes. */
const date = 0x0021;

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

export class ZipWriter {
  private readonly entries: Written[] = [];
  private offset = 0;

  constructor(private readonly file: Pick<FileHandle, 'write'>) {}

  /** @throws RangeError where the archive becomes too large; what the file throws */
  async add(name: string, content: string): Promise<void> {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const entry = {
      ...{ name: Buffer.from(name), crc: crc32(bytes), packed: packed.length },
      ...{ size: bytes.length, offset: this.offset },
    };
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(version, 4);
    writeFacts(head, 6, entry);
    await this.append(head, entry.name, packed);
    this.entries.push(entry);
    if (this.entries.length > mostEntries) throw new RangeError('The archive has too many entries.');
  }

  /** The directory; the archive is whole with it. */
  async end(): Promise<void> {
    const start = this.offset;
    for (const entry of this.entries) {
      const head = Buffer.alloc(46);
      head.writeUInt32LE(0x02014b50, 0);
      head.writeUInt16LE(version, 4);
      head.writeUInt16LE(version, 6);
      writeFacts(head, 8, entry);
      head.writeUInt32LE(entry.offset, 42);
      await this.append(head, entry.name);
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.entries.length, 8);
    end.writeUInt16LE(this.entries.length, 10);
    end.writeUInt32LE(this.offset - start, 12);
    end.writeUInt32LE(start, 16);
    await this.append(end);
  }

  private async append(...parts: readonly Buffer[]): Promise<void> {
    for (const part of parts) {
      if (this.offset + part.length > mostBytes)
        throw new RangeError('The archive becomes larger than 4 GB.');
      await this.file.write(part);
      this.offset += part.length;
    }
  }
}

/** What an entry's own head and that of the directory have alike, from the flags on. */
function writeFacts(head: Buffer, at: number, { name, crc, packed, size }: Written): void {
  head.writeUInt16LE(flags, at);
  head.writeUInt16LE(deflated, at + 2);
  head.writeUInt16LE(date, at + 6);
  head.writeUInt32LE(crc, at + 8);
  head.writeUInt32LE(packed, at + 12);
  head.writeUInt32LE(size, at + 16);
  head.writeUInt16LE(name.length, at + 20);
}
