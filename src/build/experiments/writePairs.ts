import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampledPairs } from './samplePairs';

/** pairs.jsonl and held-out-pairs.jsonl in `folder`. */
export async function writePairs(folder: string, { train, heldOut }: SampledPairs): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(join(folder, 'pairs.jsonl'), lines(train));
  await writeFile(join(folder, 'held-out-pairs.jsonl'), lines(heldOut));
}
