// Passes without a tensor that holds nothing, as other execution providers than the CPU need them: the same numbers.
import { expect, test } from 'vitest';
import type { OpenCheckpoint } from '../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { adapterFeeds } from '../../../../src/engine/adapters/generationUpdates';
import { KvCache } from '../../../../src/engine/generation/kvCache';
import { DecoderModel, type Pass } from '../../../../src/engine/models/decoderModel';
import { withoutEmptyTensors } from '../../../../src/engine/models/emptyTensors';
import { fusedProjections } from '../../../../src/engine/models/fusedProjections';
import { checkpointPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const open = (): Promise<OpenCheckpoint> =>
  openCheckpoint(
    { path: checkpointPath('llama') },
    { cacheFolder: folder, scratchFolder: folder, keepScratchFor: 0 },
  );

test('an empty cache counts for nothing as one masked position', async () => {
  const checkpoint = await open();
  const model = await DecoderModel.load(checkpoint, { executionProvider: 'cpu', threads: 1 });
  try {
    const first: Pass = {
      ids: BigInt64Array.of(3n, 4n, 5n, 6n, 7n, 8n),
      positions: BigInt64Array.of(0n, 1n, 2n, 0n, 1n, 2n),
      sequence: 3,
      cache: new KvCache(model.config, 2, 0),
      select: BigInt64Array.of(2n, 5n),
      want: 'logits',
    };
    const filled = withoutEmptyTensors(model.config, first);
    expect(filled.cache.capacity).toBe(1);
    const [expected, found] = [await model.run(first), await model.run(filled)];
    expect(found.logits).toHaveLength(2 * model.config.vocabSize);
    for (const [index, logit] of (expected.logits ?? []).entries()) {
      expect(found.logits?.[index]).toBeCloseTo(logit, 5);
    }
    const nothingScored = withoutEmptyTensors(model.config, {
      ...first,
      select: BigInt64Array.of(),
      want: 'none',
    });
    expect([...nothingScored.select]).toEqual([0n]);
    expect((await model.run(nothingScored)).keys[0]).toEqual(expected.keys[0]);
    const later = { ...first, cache: new KvCache(model.config, 2, 64) };
    expect(withoutEmptyTensors(model.config, later).cache).toBe(later.cache);
  } finally {
    await model.dispose();
    await checkpoint.dispose();
  }
});

test('no adapter is one of zeros where rank 0 cannot be bound', async () => {
  const checkpoint = await open();
  const { config } = checkpoint;
  const feeds = Object.values(adapterFeeds(config, new Set(fusedProjections), null, 1));
  expect(feeds).toHaveLength(2 * config.layers * fusedProjections.length);
  for (const { dims, data } of feeds) {
    expect(dims).toContain(1);
    expect([...(data as Float32Array)].every((value) => value === 0)).toBe(true);
  }
  await checkpoint.dispose();
});
