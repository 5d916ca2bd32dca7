import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findDuplicateKey } from '../../../../../src/engine/checkpoints/safetensors/duplicateKeys';
import { readSafetensorsHeader } from '../../../../../src/engine/checkpoints/safetensors/readHeader';
import { expectError, packTensors, randomTensor, safetensorsBytes, temporaryFolder } from '../tinyFolders';

function write(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'model.safetensors');
  writeFileSync(path, bytes);
  return path;
}

const floats = (offsets: unknown, shape: unknown = [2], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
});
const data = new Uint8Array(16);

test('tensors of a valid file, at their place in the file', async () => {
  const bytes = packTensors({
    a: randomTensor([2, 3], 1),
    empty: randomTensor([0, 5], 2),
    b: randomTensor([4], 3),
  });
  const file = await readSafetensorsHeader(write(bytes));
  expect(file.metadata).toEqual({ format: 'pt' });
  expect([...file.tensors.keys()]).toEqual(['a', 'empty', 'b']);
  expect(file.tensors.get('b')).toMatchObject({
    shape: [4],
    dtype: 'F32',
    offset: bytes.length - 16,
    byteLength: 16,
  });
});

const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
  [
    'a truncated file',
    packTensors({ a: randomTensor([64], 1) }).subarray(0, -4),
    /tensor a reaches to byte .* truncated/,
  ],
  ['an empty file', new Uint8Array(0), /0 bytes, too few/],
  [
    'a header length beyond the file',
    safetensorsBytes({}, data, 1000n),
    /header has 1000 bytes, but the whole file/,
  ],
  ['an absurd header length', safetensorsBytes({}, data, 2n ** 63n), /header has 9223372036854775808 bytes/],
  [
    'a header length that is too short',
    safetensorsBytes({ a: floats([0, 8]) }, data, 12n),
    /header is not JSON/,
  ],
  ['a header that is a list', safetensorsBytes([], data), /not a JSON object/],
  ['a header that is no JSON', safetensorsBytes('{"a": nope}', data), /not JSON/],
  [
    'overlapping tensors',
    safetensorsBytes({ a: floats([0, 8]), b: floats([4, 12]), c: floats([8, 16]) }, data),
    /tensor b overlaps a/,
  ],
  [
    'the same bytes twice',
    safetensorsBytes({ a: floats([0, 16], [4]), b: floats([0, 16], [4]) }, data),
    /overlaps/,
  ],
  [
    'offsets beyond the file',
    safetensorsBytes({ a: floats([0, 8]), b: floats([8, 8e9], [1999999998]) }, data),
    /tensor b reaches to byte/,
  ],
  ['a gap', safetensorsBytes({ a: floats([0, 4], [1]), b: floats([8, 16]) }, data), /gap before tensor b/],
  [
    'bytes that belong to no tensor',
    safetensorsBytes({ a: floats([0, 8]) }, data),
    /8 bytes after the last tensor/,
  ],
  [
    'offsets backwards',
    safetensorsBytes({ a: floats([8, 0]) }, data),
    /tensor a ends \(0\) before it begins/,
  ],
  ['negative offsets', safetensorsBytes({ a: floats([-8, 0]) }, data), /entry of tensor a is wrong/],
  ['fractional offsets', safetensorsBytes({ a: floats([0.5, 8.5]) }, data), /entry of tensor a is wrong/],
  [
    'a shape that does not fit',
    safetensorsBytes({ a: floats([0, 16], [3]) }, data),
    /tensor a with shape \[3\].*needs 12 bytes.*span 16/,
  ],
  [
    'a shape whose product overflows',
    safetensorsBytes({ a: floats([0, 16], [2 ** 40, 2 ** 40]) }, data),
    /tensor a with shape/,
  ],
  [
    'a negative dimension',
    safetensorsBytes({ a: floats([0, 16], [-2, -2]) }, data),
    /entry of tensor a is wrong/,
  ],
  [
    'an unknown dtype',
    safetensorsBytes({ a: floats([0, 16], [4], 'F31') }, data),
    /tensor a has the unknown dtype "F31"/,
  ],
  [
    'an inherited property as dtype',
    safetensorsBytes({ a: floats([0, 16], [4], 'constructor') }, data),
    /unknown dtype "constructor"/,
  ],
  ['a tensor that is no object', safetensorsBytes({ a: 'F32' }, data), /entry of tensor a is wrong/],
  [
    'a name twice',
    safetensorsBytes(
      `{"a":${JSON.stringify(floats([0, 8]))},"b":{},"a":${JSON.stringify(floats([8, 16]))}}`,
      data,
    ),
    /"a" twice/,
  ],
];

describe('refuses, naming the tensor,', () => {
  test.each(cases)('%s', async (_, bytes, message) => {
    await expectError(readSafetensorsHeader(write(bytes)), 'checkpointCorrupt', message);
  });
});

test('duplicate keys are found at any depth and in any spelling', () => {
  expect(findDuplicateKey('{"a":1,"b":{"a":1},"c":["a","a"]}')).toBeNull();
  expect(findDuplicateKey('{"x":{"shape":[1],"shape" : [2]}}')).toBe('shape');
  expect(findDuplicateKey(String.raw`{"a\"b":1,"\u0061\"b":2}`)).toBe('a"b');
  expect(findDuplicateKey('{"a":"\\"a\\":1","b":1}')).toBeNull();
});
