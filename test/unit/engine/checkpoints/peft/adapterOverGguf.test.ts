import { join } from 'node:path';
import { expect, test } from 'vitest';
import { weightsKey } from '../../../../../src/engine/checkpoints/checkpoint';
import { openCheckpoint } from '../../../../../src/engine/checkpoints/openCheckpoint';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { fixtures, optionsIn, packTensors, randomTensor, temporaryFolder, writeFiles } from '../tinyFolders';

const gguf = join(fixtures, 'gguf/llama-Q4_0.gguf');
const module = 'model.layers.0.mlp.up_proj';

test('an adapter runs beside, or is merged into, the weights of a GGUF file', async () => {
  const options = optionsIn(temporaryFolder());
  const base = await openCheckpoint({ path: gguf }, options);
  const [out = 0, inputs = 0] = base.tensors.get(`${module}.weight`)?.shape ?? [];
  const a = randomTensor([1, inputs], 1);
  const b = randomTensor([out, 1], 2);
  const folder = temporaryFolder();
  writeFiles(folder, {
    'adapter_config.json': {
      peft_type: 'LORA',
      r: 1,
      lora_alpha: 3,
      target_modules: '.*layers\\.0\\.mlp\\.up_proj',
    },
    'adapter_model.safetensors': packTensors({
      [`base_model.model.${module}.lora_A.weight`]: a,
      [`base_model.model.${module}.lora_B.weight`]: b,
    }),
  });

  const beside = await openCheckpoint({ path: folder, basePath: gguf }, options);
  expect(weightsKey(beside)).toBe(weightsKey(base));
  expect(beside.adapter?.modules).toMatchObject([{ layer: 0, projection: 'up_proj', rank: 1, scale: 3 }]);
  expect(await beside.facts()).toMatchObject({
    format: 'peft',
    quantization: 'Q4_0',
    base: { format: 'gguf' },
  });

  const merged = await openCheckpoint({ path: folder, basePath: gguf, merge: true }, options);
  const before = base.tensors.get(`${module}.weight`);
  const after = merged.tensors.get(`${module}.weight`);
  if (before === undefined || after === undefined) throw new Error('not there');
  const difference = (await readFloats(before)).map((x) => -x);
  for (const [i, x] of (await readFloats(after)).entries()) difference[i] = (difference[i] ?? 0) + x;
  for (const index of [0, 1, inputs, out * inputs - 1]) {
    const expected = 3 * (b.data[Math.floor(index / inputs)] ?? NaN) * (a.data[index % inputs] ?? NaN);
    expect(difference[index]).toBeCloseTo(expected, 5);
  }
  for (const checkpoint of [merged, beside, base]) await checkpoint.dispose();
});
