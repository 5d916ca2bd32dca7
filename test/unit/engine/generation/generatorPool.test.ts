// The pool hands out one generator with the adapter and the hooks that are asked for, and none that were there before.
import { expect, it } from 'vitest';
import { GeneratorPool } from '../../../../src/engine/generation/generatorPool';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { openFixture } from '../models/goldenFixtures';

it('switches hooks on and off with the checkpoint', async () => {
  const checkpoint = await openFixture('llama');
  let loads = 0;
  const pool = new GeneratorPool((wanted) => {
    loads++;
    return loadGenerator(wanted, { executionProvider: 'cpu' });
  }, null);
  const offset = new Float32Array(checkpoint.config.hiddenSize).fill(0.5);
  const plain = await (await pool.acquire(checkpoint)).logits([[5, 6, 7]]);
  const steered = await pool.acquire(checkpoint, { edits: [{ layer: 0, offset, map: null }] });
  expect(await steered.logits([[5, 6, 7]])).not.toEqual(plain);
  await expect(pool.acquire(checkpoint, { edits: [{ layer: 99, offset, map: null }] })).rejects.toMatchObject(
    { code: 'invalidRequest' },
  );
  expect(await (await pool.acquire(checkpoint)).logits([[5, 6, 7]])).toEqual(plain);
  expect(loads).toBe(1);
  await pool.dispose();
  await checkpoint.dispose();
});
