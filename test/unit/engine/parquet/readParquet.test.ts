// Parquet files as pandas writes them, and damaged ones.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { isParquet, readParquet } from '../../../../src/engine/parquet/readParquet';
import { seededRandom } from '../../../../src/safety/random';

function fixture(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../../fixtures/parquet/${name}`, import.meta.url)));
}

describe('readParquet', () => {
  it.each(['plain', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('reads every column (%s)', async (name) => {
    const bytes = fixture(`questions-${name}.parquet`);
    expect(isParquet(bytes)).toBe(true);
    const rows = await readParquet(bytes);
    expect(rows).toHaveLength(40);
    expect(rows[0]).toMatchObject({ level: 0, tags: [], source: null });
    expect(rows[21]).toEqual({
      question: 'What is 21 + 21? – ½',
      answer: 'Twice 21.\n#### 42',
      level: 21,
      // Not a double any more.
      large: '9007199254740993',
      share: 3,
      asked: '2025-01-02T03:04:05.000Z',
      tags: ['sum', null],
      source: { name: 'x', page: 21 },
    });
  });

  test('files that are cut off or damaged are errors or rows, never a hang', async () => {
    const bytes = fixture('questions-snappy.parquet');
    for (const length of [4, 11, 100, bytes.length - 1, bytes.length - 8]) {
      await expect(readParquet(bytes.subarray(0, length))).rejects.toThrow();
    }
    const random = seededRandom(7);
    for (let round = 0; round < 400; round++) {
      const damaged = Uint8Array.from(bytes);
      for (let hit = 0; hit < 3; hit++) {
        damaged[4 + Math.floor(random() * (bytes.length - 8))] = Math.floor(random() * 256);
      }
      await readParquet(damaged).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Error);
      });
    }
  });
});
