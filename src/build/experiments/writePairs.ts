import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampledPairs } from './samplePairs';
import { writeLines } from './writeLines';

/** pairs.jsonl and held-out-pairs.jsonl in `folder`. */
export async function writePairs(folder: string, { train, heldOut }: SampledPairs): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeLines(join(folder, 'pairs.jsonl'), train);
  await writeLines(join(folder, 'held-out-pairs.jsonl'), heldOut);
}
