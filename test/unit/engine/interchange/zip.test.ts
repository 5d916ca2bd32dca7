// Archives written and read, and those that mean harm.
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openZip, type ZipLimits } from '../../../../src/engine/interchange/zip/readZip';
import { ZipWriter } from '../../../../src/engine/interchange/zip/writeZip';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const limits: ZipLimits = { entries: 10, entryBytes: 1_000_000, bytes: 2_000_000 };

async function written(entries: Readonly<Record<string, string>>): Promise<Buffer> {
  const path = join(folder, 'written.zip');
  const file = await open(path, 'w');
  const zip = new ZipWriter(file);
  for (const [name, content] of Object.entries(entries)) await zip.add(name, content);
  await zip.end();
  await file.close();
  return readFile(path);
}

const places = { localMethod: 8, centralMethod: 10, centralPacked: 20, centralSize: 24, centralOffset: 42 };

/** Where the directory's first entry begins. */
function directoryOf(bytes: Buffer): number {
  return bytes.readUInt32LE(bytes.length - 22 + 16);
}

describe('an archive', () => {
  it('is read as it was written, in names and words of any language', async () => {
    const entries = { 'a.json': '{}', 'samples/ünï_epoch_1.json': 'ü'.repeat(5000), empty: '' };
    const archive = openZip(await written(entries), limits);
    expect(archive.names).toEqual(Object.keys(entries));
    for (const [name, content] of Object.entries(entries)) {
      expect(archive.read(name)?.toString('utf8')).toBe(content);
    }
    expect(archive.read('nowhere')).toBeNull();
  });

  it('is the same bytes whenever it is written', async () => {
    expect(await written({ a: 'b' })).toEqual(await written({ a: 'b' }));
  });

  it('has the later of two entries with one name', async () => {
    const path = join(folder, 'twice.zip');
    const file = await open(path, 'w');
    const zip = new ZipWriter(file);
    await zip.add('a', 'before');
    await zip.add('a', 'after');
    await zip.end();
    await file.close();
    const archive = openZip(await readFile(path), limits);
    expect([archive.names, archive.read('a')?.toString()]).toEqual([['a'], 'after']);
  });
});

describe('an archive that means harm', () => {
  it('that unpacks to more than its directory says is refused, whatever it is packed with', async () => {
    for (const [method, packed] of [
      [8, deflateRawSync(Buffer.alloc(500_000))],
      [93, zstdCompressSync(Buffer.alloc(500_000))],
    ] as const) {
      // The size of the entry that it is put in the place of stays as it was.
      const bytes = await written({ a: 'x'.repeat(90) });
      const small = directoryOf(bytes);
      const head = bytes.subarray(0, 31);
      head.writeUInt16LE(method, places.localMethod);
      const directory = Buffer.from(bytes.subarray(small));
      directory.writeUInt16LE(method, places.centralMethod);
      directory.writeUInt32LE(packed.length, places.centralPacked);
      directory.writeUInt32LE(31 + packed.length, directory.length - 22 + 16);
      const bomb = Buffer.concat([head, packed, directory]);
      expect(() => openZip(bomb, limits).read('a')).toThrow(/cut off or broken/);
    }
  });

  it('that says it is large is not unpacked; nor is what goes beyond all of it', async () => {
    const bytes = await written({ a: 'x'.repeat(900_000), b: 'y'.repeat(900_000), c: 'z'.repeat(900_000) });
    const archive = openZip(bytes, limits);
    archive.read('a');
    archive.read('b');
    expect(() => archive.read('c')).toThrow(/unpacks to more than is read/);
    expect(() => openZip(bytes, { ...limits, entryBytes: 100 }).read('a')).toThrow(/unpacks to more/);
    expect(() => openZip(bytes, { ...limits, entries: 2 })).toThrow(/has 3 entries; at most 2/);
  });

  it('whose places lie outside of it is refused', async () => {
    const bytes = await written({ a: 'b' });
    const at = directoryOf(bytes);
    const spoiled = (place: number, value: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(value, place);
      return copy;
    };
    expect(() => openZip(spoiled(at + places.centralOffset, 0xfffffff0), limits).read('a')).toThrow(/broken/);
    expect(() => openZip(spoiled(at + places.centralPacked, 0x7fffffff), limits).read('a')).toThrow(/broken/);
    expect(() => openZip(spoiled(bytes.length - 22 + 16, 0x7fffffff), limits)).toThrow(/cut off/);
    expect(() => openZip(spoiled(at, 0), limits)).toThrow(/broken directory/);
  });

  it('that is cut off anywhere says so', async () => {
    const bytes = await written({ a: 'b', c: 'd' });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => openZip(bytes.subarray(0, length), limits)).toThrow(/cut off/);
    }
  });
});
