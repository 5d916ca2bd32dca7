// The pin beside a downloaded benchmark: from which commit its files came, and their hashes, so that it is the same the next
// time and on another machine. What the catalogue could not know is marked as pinned at the first download.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../files/atomicFile';
import { readJsonFile } from '../files/jsonFile';
import { fileSize } from './hubCache';

const name = 'pin.json';
const sha256Text = z.string().regex(/^[0-9a-f]{64}$/u);

const fileSchema = z.object({
  file: z.string(),
  address: z.string(),
  revision: z.string().regex(/^[0-9a-f]{40}$/u),
  /** In its repository. */
  path: z.string(),
  sha256: sha256Text,
  bytes: z.number().int().min(0),
  /** Who says that these are the right bytes. */
  checksum: z.enum(['catalogue', 'first download']),
});
export type PinnedFile = z.infer<typeof fileSchema>;

const schema = z.object({
  benchmark: z.string(),
  title: z.string(),
  licence: z.string(),
  citation: z.string(),
  page: z.string(),
  files: z.array(fileSchema),
});
export type BenchmarkPin = z.infer<typeof schema>;

const kind = {
  maxBytes: 1_000_000,
  broken: {
    code: 'suiteInvalid',
    advice: 'Delete the folder of this benchmark, and get it again.',
  },
} as const;

export function pinPath(folder: string): string {
  return join(folder, name);
}

/** Null where it was never downloaded there. @throws GuardrailError suiteInvalid for a broken one */
export function readPin(folder: string): Promise<BenchmarkPin | null> {
  return readJsonFile(pinPath(folder), schema, kind);
}

/** @throws GuardrailError storeWriteFailed */
export async function writePin(folder: string, pin: BenchmarkPin): Promise<void> {
  await writeFileAtomically(pinPath(folder), `${JSON.stringify(pin, null, 2)}\n`);
}

/** Whether a pinned file lies there, byte for byte. */
export async function isAsPinned(folder: string, { file, bytes, sha256 }: PinnedFile): Promise<boolean> {
  const path = join(folder, file);
  return (await fileSize(path)) === bytes && (await sha256Of(path)) === sha256;
}

/** Hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
