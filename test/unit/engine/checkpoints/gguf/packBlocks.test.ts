import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockBytes, type PackedRows } from '../../../../../src/engine/checkpoints/blockMatrix';
import { dequantisers } from '../../../../../src/engine/checkpoints/gguf/dequantise/dequantise';
import { ggmlBlocks, type QuantizedTypeName } from '../../../../../src/engine/checkpoints/gguf/ggmlTypes';
import { layoutOf, packRows } from '../../../../../src/engine/checkpoints/gguf/packBlocks';
import { fixtures, scalePlaces } from './ggufTestFiles';

const types = Object.keys(dequantisers) as QuantizedTypeName[];

/** The fixture's blocks as a matrix of two blocks of ggml's in a row. */
function matrixOf(type: QuantizedTypeName): { source: Uint8Array; rows: number; columns: number } {
  const { blockSize, blockBytes: size } = ggmlBlocks(type);
  const bytes = new Uint8Array(readFileSync(join(fixtures, 'blocks', `${type}.bin`)));
  const rows = Math.floor(bytes.byteLength / size / 2);
  return { source: bytes.slice(0, rows * 2 * size), rows, columns: 2 * blockSize };
}

function packed(type: QuantizedTypeName, rows: number, columns: number): PackedRows {
  const bytes = blockBytes(layoutOf(type), rows, columns);
  return {
    quants: new Uint8Array(bytes.quants),
    scales: new Float32Array(bytes.scales / 4),
    offsets: new Float32Array(bytes.offsets / 4),
  };
}

/** By the formula of BlockMatrix, and the largest |scale · digit| or |offset| of each number's block. */
function unpacked(
  type: QuantizedTypeName,
  { quants, scales, offsets }: PackedRows,
  columns: number,
): { readonly value: number; readonly size: number }[] {
  const { digits, blockSize } = layoutOf(type);
  const blocks = columns / blockSize;
  const rows = (2 * quants.length) / (digits * columns);
  return Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor(i / columns);
    const column = i % columns;
    const block = Math.floor(column / blockSize);
    let value = offsets[row * blocks + block] ?? 0;
    let size = Math.abs(value);
    for (let digit = 0; digit < digits; digit++) {
      const at = (row * digits + digit) * columns + column;
      const nibble = ((quants[at >> 1] ?? 0) >> (4 * (at & 1))) & 15;
      const scale = scales[(row * digits + digit) * blocks + block] ?? 0;
      value += scale * (nibble - 8);
      size = Math.max(size, Math.abs(8 * scale));
    }
    return { value, size };
  });
}

describe('packRows', () => {
  it.each(types)('%s stands for the numbers that gguf-py has', (type) => {
    const { source, rows, columns } = matrixOf(type);
    const expected = new Float32Array(
      new Uint8Array(readFileSync(join(fixtures, 'blocks', `${type}.f32`))).buffer,
    );
    const target = packed(type, rows, columns);
    expect(packRows(type, source, columns, target)).toBe(0);
    const values = unpacked(type, target, columns);
    expect(values.length).toBeGreaterThanOrEqual(20 * 16);
    // An offset is rounded once to float32, and so is the number itself.
    const wrong = values.filter(
      ({ value, size }, i) => !(Math.abs(value - (expected[i] ?? NaN)) <= 2 ** -23 * size),
    );
    expect(wrong).toEqual([]);
  });

  it.each(types)('%s reports a scale that is not finite', (type) => {
    const { source, rows, columns } = matrixOf(type);
    source.set([0x00, 0x7c], scalePlaces[type] ?? 0);
    expect(packRows(type, source, columns, packed(type, rows, columns))).toBeNaN();
  });
});
