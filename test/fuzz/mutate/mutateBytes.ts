// Damages bytes as disks, networks and people do: bits, fields of a number's size, cuts, repetitions. Knows no format.
import type { Random } from '../../../src/safety/random';
import { below, chance, pick, spanLength } from './draw';

const fields: readonly (readonly number[])[] = [
  [0],
  [0xff],
  [0x7f],
  [0x80],
  [1],
  [0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0x80],
  [0, 0, 1, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0, 1, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0xf0, 0x7f],
  [0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
];

/** Longest text or file that repetition makes. */
const mostBytes = 2_000_000;

type Step = (bytes: Buffer, random: Random) => Buffer;

/** Most formats keep what matters most at their start or their end. */
function place(random: Random, length: number): number {
  const near = below(random, Math.min(length, 512));
  const kind = random();
  if (kind < 0.4) return near;
  return kind < 0.6 ? Math.max(0, length - 1 - near) : below(random, length);
}

const overwrite = (bytes: Buffer, at: number, value: ArrayLike<number>): Buffer => {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < value.length && at + i < copy.length; i++) copy[at + i] = value[i] ?? 0;
  return copy;
};

const steps: readonly Step[] = [
  (bytes, random) => {
    const at = place(random, bytes.length);
    return overwrite(bytes, at, [(bytes[at] ?? 0) ^ (1 << below(random, 8))]);
  },
  (bytes, random) => overwrite(bytes, place(random, bytes.length), [below(random, 256)]),
  (bytes, random) => overwrite(bytes, place(random, bytes.length), pick(random, fields)),
  (bytes, random) => {
    const at = place(random, bytes.length);
    return overwrite(bytes, at, [(bytes[at] ?? 0) + (chance(random, 0.5) ? 1 : -1)]);
  },
  (bytes, random) => bytes.subarray(0, place(random, bytes.length)),
  (bytes, random) => {
    const at = place(random, bytes.length);
    const length = spanLength(random, bytes.length - at);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  },
  (bytes, random) => {
    const at = place(random, bytes.length);
    const end = at + spanLength(random, bytes.length - at);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
  },
  (bytes, random) => {
    const at = place(random, bytes.length);
    const noise = Buffer.from(Array.from({ length: 1 + below(random, 64) }, () => below(random, 256)));
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
  (bytes, random) => {
    const at = place(random, bytes.length);
    return overwrite(bytes, at, new Uint8Array(spanLength(random, bytes.length - at)));
  },
];

/** One to four damages, one after the other. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let damaged = Buffer.from(bytes);
  const rounds = 1 + below(random, 4);
  for (let round = 0; round < rounds; round++) {
    if (damaged.length === 0 || damaged.length > mostBytes) break;
    damaged = Buffer.from(pick(random, steps)(damaged, random));
  }
  return damaged;
}
