// Safetensors as written here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFloats } from '../../../../../src/engine/checkpoints/safetensors/readFloats';
import { readSafetensorsHeader } from '../../../../../src/engine/checkpoints/safetensors/readHeader';
import { writeSafetensors } from '../../../../../src/engine/checkpoints/safetensors/writeSafetensors';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();

describe('writeSafetensors', () => {
  test('tensors come back with name, shape and every bit', async () => {
    const path = join(folder, 'a.safetensors');
    const data = Float32Array.of(1, -0, 1e-40, 3.4e38, Math.PI, -2.5);
    await writeSafetensors(path, [
      { name: 'b.weight', shape: [2, 3], dtype: 'F32', read: () => data },
      { name: 'a.bias', shape: [2], dtype: 'BF16', read: () => Float32Array.of(1.00390625, -3) },
    ]);
    const { tensors } = await readSafetensorsHeader(path);
    const weight = tensors.get('b.weight');
    const bias = tensors.get('a.bias');
    if (weight === undefined || bias === undefined) throw new Error('a tensor is missing');
    expect(weight.shape).toEqual([2, 3]);
    expect(new Uint32Array((await readFloats(weight)).buffer)).toEqual(new Uint32Array(data.buffer));
    expect([...(await readFloats(bias))]).toEqual([1, -3]);
    // transformers and PEFT refuse a file without it.
    expect(readFileSync(path, 'utf8')).toContain('"format":"pt"');
  });

  test('bfloat16 rounds to the nearest, ties to even; NaN and infinity stay', async () => {
    const cases: [number, number][] = [
      [0x3f800000, 0x3f80],
      [0x3f808000, 0x3f80],
      [0x3f818000, 0x3f82],
      [0x3f808001, 0x3f81],
      [0x7f800000, 0x7f80],
      [0x7f800001, 0x7fc0],
      [0x7f7fffff, 0x7f80],
    ];
    const floats = new Float32Array(Uint32Array.from(cases, ([bits]) => bits).buffer);
    const path = join(folder, 'rounded.safetensors');
    await writeSafetensors(path, [{ name: 'x', shape: [cases.length], dtype: 'BF16', read: () => floats }]);
    const bytes = readFileSync(path);
    const written = cases.map((_, i) => bytes.readUInt16LE(bytes.length + 2 * (i - cases.length)));
    expect(written).toEqual(cases.map(([, expected]) => expected));
  });

  test('a tensor of another size than its shape is refused, and no file is left', async () => {
    const path = join(folder, 'bad.safetensors');
    const tensor = { name: 'x', shape: [3], dtype: 'F32' as const, read: () => new Float32Array(2) };
    await expect(writeSafetensors(path, [tensor])).rejects.toThrow();
    expect(() => readFileSync(path)).toThrow();
  });
});
