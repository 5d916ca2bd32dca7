// The log in which W&B keeps a run's records: LevelDB's log format behind a header of its own. Blocks of 32 KiB; a record that
// does not fit into what is left of one is continued in the next. Knows nothing of what a record says.
// (wandb, core/internal/leveldb; LevelDB, doc/log_format.md)
import { crc32 } from 'node:zlib';

const blockBytes = 32_768;
/** Checksum (uint32), length (uint16), type (uint8). */
const headBytes = 7;
/** ":W&B", 0xBEE1, version 0. */
const fileHead = Uint8Array.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00]);

const types = { full: 1, first: 2, middle: 3, last: 4 } as const;

/** The whole file, in pieces. */
export function recordLog(records: readonly Uint8Array[]): Uint8Array[] {
  const pieces: Uint8Array[] = [fileHead];
  let used = fileHead.length;
  for (const record of records) {
    let from = 0;
    let begun = false;
    do {
      if (blockBytes - used < headBytes) {
        pieces.push(new Uint8Array(blockBytes - used));
        used = 0;
      }
      const data = record.subarray(from, from + blockBytes - used - headBytes);
      const ends = from + data.length === record.length;
      pieces.push(piece(data, begun ? (ends ? types.last : types.middle) : ends ? types.full : types.first));
      begun = true;
      used = (used + headBytes + data.length) % blockBytes;
      from += data.length;
    } while (from < record.length);
  }
  return pieces;
}

function piece(data: Uint8Array, type: number): Uint8Array {
  const bytes = new Uint8Array(headBytes + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc32(data, crc32(Uint8Array.of(type))), true);
  view.setUint16(4, data.length, true);
  view.setUint8(6, type);
  bytes.set(data, headBytes);
  return bytes;
}
