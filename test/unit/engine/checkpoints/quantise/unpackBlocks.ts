// The float32 numbers that a matrix in blocks stands for, from its definition (BlockMatrix), for tests.
import { readFileSync } from 'node:fs';
import type {
  BlockLayout,
  BlockMatrix,
  FileRange,
  PackedRows,
} from '../../../../../src/engine/checkpoints/blockMatrix';

/** [rows, columns], in double precision but for what the file has. */
export function unpackRows(layout: BlockLayout, parts: PackedRows, columns: number): Float64Array {
  const { digits, blockSize, offsets } = layout;
  const rows = (2 * parts.quants.length) / (digits * columns);
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let value = offsets ? (parts.offsets[Math.floor(i / blockSize)] ?? NaN) : 0;
    for (let digit = 0; digit < digits; digit++) {
      const at = (row * digits + digit) * columns + column;
      const byte = parts.quants[at >> 1] ?? NaN;
      const level = (at & 1) === 0 ? byte & 15 : byte >> 4;
      value += (parts.scales[Math.floor(at / blockSize)] ?? NaN) * (level - 8);
    }
    return value;
  });
}

export function unpackMatrix(matrix: BlockMatrix): Float64Array {
  const bytes = readFileSync(matrix.file);
  const floats = ({ offset, byteLength }: FileRange): Float32Array =>
    new Float32Array(new Uint8Array(bytes.subarray(offset, offset + byteLength)).buffer);
  const { quants, scales, offsetValues, shape } = matrix;
  return unpackRows(
    matrix,
    {
      quants: bytes.subarray(quants.offset, quants.offset + quants.byteLength),
      scales: floats(scales),
      offsets: offsetValues === null ? new Float32Array() : floats(offsetValues),
    },
    shape[1],
  );
}
