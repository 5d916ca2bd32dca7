import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Geometry } from '../../../../src/engine/bench/geometries';
import { writeRandomCheckpoint } from '../../../../src/engine/bench/randomCheckpoint';
import { openCheckpoint } from '../../../../src/engine/checkpoints/openCheckpoint';
import { readFloats } from '../../../../src/engine/checkpoints/safetensors/readFloats';
import { scratchFolder } from '../../../support/scratch';

const geometry: Geometry = {
  ...{ layers: 2, hiddenSize: 64, intermediateSize: 96, heads: 4, kvHeads: 2 },
  ...{ vocabSize: 128, contextLength: 64, ownHead: true },
};

it('cuts the weights into shards that open as one checkpoint, and repeats its numbers where it is told to', async () => {
  const folder = scratchFolder();
  const repeatAfter = 1000;
  const options = { geometry, dtype: 'F32', seed: 3, repeatAfter, shardBytes: 100_000 } as const;
  await writeRandomCheckpoint(folder, options);
  expect(readdirSync(folder).filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(1);
  const { tensors } = await openCheckpoint({ path: folder }, { cacheFolder: folder, scratchFolder: folder });
  const head = tensors.get('lm_head.weight');
  if (head === undefined) throw new Error('It has a head of its own.');
  const numbers = await readFloats(head);
  expect([...numbers.subarray(repeatAfter, 2 * repeatAfter)]).toEqual([...numbers.subarray(0, repeatAfter)]);
  expect(new Set(numbers.subarray(0, repeatAfter)).size).toBeGreaterThan(0.9 * repeatAfter);
});
