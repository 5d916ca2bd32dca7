// Weights saved as the base has them, also where it stores several projections as one matrix.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHuggingFace } from '../../../../../src/engine/checkpoints/huggingface/openHuggingFace';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../../../../src/engine/checkpoints/safetensors/readHeader';
import { saveFullWeights } from '../../../../../src/engine/training/checkpoint/saveFullWeights';
import { optionsIn, temporaryFolder } from '../../checkpoints/tinyFolders';
import { architectureFolder, readArchitectureGolden } from '../../models/hashedWeights';

test('Phi-3: what was trained stands in its part of the matrix, all else is as it was', async () => {
  const golden = readArchitectureGolden('phi3');
  const from = architectureFolder(golden);
  const checkpoint = await openHuggingFace(from, optionsIn(temporaryFolder()));
  const shape = checkpoint.tensors.get('model.layers.1.self_attn.k_proj.weight')?.shape ?? [];
  const data = new Float32Array(shape.reduce((x, y) => x * y, 1)).fill(7);
  const trained = { name: 'model.layers.1.self_attn.k_proj.weight', shape, data, decays: true };
  const to = temporaryFolder();
  await saveFullWeights(to, checkpoint, from, [trained], 'float32');

  const [old, saved] = await Promise.all(
    [from, to].map((folder) => readSafetensorsHeader(join(folder, 'model.safetensors'))),
  );
  expect([...(saved?.tensors.keys() ?? [])].sort()).toEqual(Object.keys(golden.tensors).sort());
  for (const [name, tensor] of saved?.tensors ?? []) {
    const before = old?.tensors.get(name);
    if (before === undefined) throw new Error(name);
    expect(tensor.shape).toEqual(before.shape);
    const [expected, own] = await Promise.all([readFloats(before), readFloats(tensor)]);
    if (name === 'model.layers.1.self_attn.qkv_proj.weight') expected.fill(7, 32 * 32, 32 * 32 + data.length);
    expect(own).toEqual(expected);
  }
  await checkpoint.dispose();
});
