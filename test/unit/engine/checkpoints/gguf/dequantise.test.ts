import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dequantisers } from '../../../../../src/engine/checkpoints/gguf/dequantise/dequantise';
import { float16Values } from '../../../../../src/engine/checkpoints/gguf/dequantise/float16';
import { restoreRowOrder } from '../../../../../src/engine/checkpoints/gguf/dequantise/rowOrder';
import { ggmlBlocks, type QuantizedTypeName } from '../../../../../src/engine/checkpoints/gguf/ggmlTypes';
import { fixtures, scalePlaces } from './ggufTestFiles';

describe('dequantisation', () => {
  it.each(Object.entries(dequantisers))('%s gives the same bits as gguf-py', (name, dequantise) => {
    const blocks = new Uint8Array(readFileSync(join(fixtures, 'blocks', `${name}.bin`)));
    const expected = new Uint8Array(readFileSync(join(fixtures, 'blocks', `${name}.f32`)));
    const count = expected.byteLength / 4 / ggmlBlocks(name as QuantizedTypeName).blockSize;
    expect(count).toBeGreaterThanOrEqual(20);
    const values = new Float32Array(expected.byteLength / 4);
    expect(dequantise(blocks, values, count)).toBe(0);
    expect(Buffer.from(values.buffer).equals(expected)).toBe(true);
  });

  it.each(Object.entries(dequantisers))('%s reports a scale that is not finite', (name, dequantise) => {
    const blocks = new Uint8Array(readFileSync(join(fixtures, 'blocks', `${name}.bin`)));
    // Infinity in half precision.
    blocks.set([0x00, 0x7c], scalePlaces[name] ?? 0);
    expect(dequantise(blocks, new Float32Array(512), 1)).toBeNaN();
  });
});

describe('half precision', () => {
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7bff, 65504],
    [0x3555, 0.333251953125],
    [0xfc00, -Infinity],
    [0x8000, -0],
  ])('%i is %f', (bits, value) => {
    expect(float16Values[bits]).toBe(value);
  });

  it('keeps NaN', () => {
    expect(float16Values[0x7e00]).toBeNaN();
  });
});

describe('restoreRowOrder', () => {
  it('undoes llama.cpp’s permutation of two heads', () => {
    const [headDim, rowBytes, heads] = [8, 3, 2];
    const original = Uint8Array.from({ length: heads * headDim * rowBytes }, (_, i) => i);
    // convert_hf_to_gguf.py: reshape(heads, 2, headDim / 2, …).swapaxes(1, 2)
    const permuted = new Uint8Array(original.length);
    let to = 0;
    for (let head = 0; head < heads; head++) {
      for (let pair = 0; pair < headDim / 2; pair++) {
        for (let half = 0; half < 2; half++, to += rowBytes) {
          const from = (head * headDim + (half * headDim) / 2 + pair) * rowBytes;
          permuted.set(original.subarray(from, from + rowBytes), to);
        }
      }
    }
    const restored = new Uint8Array(original.length);
    restoreRowOrder(permuted, restored, rowBytes, headDim);
    expect(permuted).not.toEqual(original);
    expect(restored).toEqual(original);
  });
});
