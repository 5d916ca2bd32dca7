// The pool hands out one generator per set of weights, without the hooks that were switched on before.
import { expect, it } from 'vitest';
import { GeneratorPool } from '../../../../src/engine/generation/generatorPool';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { openFixture } from '../models/goldenFixtures';

it('switches hooks off', async () => {
  const checkpoint = await openFixture('llama');
  let loads = 0;
  const pool = new GeneratorPool((wanted) => {
    loads++;
    return loadGenerator(wanted, { executionProvider: 'cpu' });
  }, null);
  const offset = new Float32Array(checkpoint.config.hiddenSize).fill(0.5);
  const plain = await (await pool.acquire(checkpoint)).logits([[5, 6, 7]]);
  const generator = await pool.acquire(checkpoint);
  generator.useHooks({ edits: [{ layer: 0, offset, map: null }] });
  expect(await generator.logits([[5, 6, 7]])).not.toEqual(plain);
  expect(() => generator.useHooks({ edits: [{ layer: 99, offset, map: null }] })).toThrow(/layer/);
  expect(await (await pool.acquire(checkpoint)).logits([[5, 6, 7]])).toEqual(plain);
  expect(loads).toBe(1);
  await pool.dispose();
  await checkpoint.dispose();
});
