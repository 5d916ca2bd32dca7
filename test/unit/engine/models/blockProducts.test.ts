// Products and look-ups in blocks against the same numbers in double precision.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockBytes, type BlockMatrix } from '../../../../src/engine/checkpoints/blockMatrix';
import { ggmlBlocks, type QuantizedTypeName } from '../../../../src/engine/checkpoints/gguf/ggmlTypes';
import { layoutOf, packRows } from '../../../../src/engine/checkpoints/gguf/packBlocks';
import { dequantisers } from '../../../../src/engine/checkpoints/gguf/dequantise/dequantise';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import type { Composite } from '../../../../src/engine/autodiff/composite';
import { reverse } from '../../../../src/engine/autodiff/reverse';
import { mul, sumAll } from '../../../../src/engine/graph/ops';
import {
  dequantisedProduct,
  timesMatrix,
  timesTransposed,
} from '../../../../src/engine/models/dequantisedProducts';
import { InputWeights } from '../../../../src/engine/models/inputWeights';
import { linear } from '../../../../src/engine/models/linear';
import { Weights } from '../../../../src/engine/models/weights';
import { readBlocks } from '../../../../src/engine/training/model/weightSource';
import {
  createSession,
  float32Data,
  float32Tensor,
  int64Tensor,
  uint8Tensor,
  type RuntimeTensor,
} from '../../../../src/engine/runtime/session';
import { seededRandom } from '../../../../src/safety/random';
import { fixtures, useTemporaryFolders } from '../checkpoints/gguf/ggufTestFiles';
import { relativeError } from '../checkpoints/logitsOf';

const temporaryFolder = useTemporaryFolders();
const columns = 512;
const rows = 24;

interface Stored {
  readonly matrix: BlockMatrix;
  /** [rows, columns] */
  readonly floats: Float32Array;
}

/** A matrix of blocks drawn from the fixture's, written as openGguf writes it. */
function stored(folder: string, name: string, type: QuantizedTypeName, seed: number): Stored {
  const { blockSize, blockBytes: size } = ggmlBlocks(type);
  const known = new Uint8Array(readFileSync(join(fixtures, 'blocks', `${type}.bin`)));
  const random = seededRandom(seed, 0);
  const count = (rows * columns) / blockSize;
  const source = new Uint8Array(count * size);
  for (let block = 0; block < count; block++) {
    const from = Math.floor(random() * (known.length / size)) * size;
    source.set(known.subarray(from, from + size), block * size);
  }
  const floats = new Float32Array(rows * columns);
  dequantisers[type](source, floats, count);
  const layout = layoutOf(type);
  const bytes = blockBytes(layout, rows, columns);
  const buffer = new ArrayBuffer(bytes.quants + bytes.scales + bytes.offsets);
  packRows(type, source, columns, {
    quants: new Uint8Array(buffer, 0, bytes.quants),
    scales: new Float32Array(buffer, bytes.quants, bytes.scales / 4),
    offsets: new Float32Array(buffer, bytes.quants + bytes.scales, bytes.offsets / 4),
  });
  const file = join(folder, `${name}.bin`);
  writeFileSync(file, new Uint8Array(buffer));
  return {
    floats,
    matrix: {
      ...layout,
      name,
      shape: [rows, columns],
      file,
      quants: { offset: 0, byteLength: bytes.quants },
      scales: { offset: bytes.quants, byteLength: bytes.scales },
      offsetValues: layout.offsets
        ? { offset: bytes.quants + bytes.scales, byteLength: bytes.offsets }
        : null,
    },
  };
}

function numbers(count: number, seed: number): Float32Array {
  const random = seededRandom(seed, 1);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

/** x·[W₁; W₂]ᵀ in double precision: [m, 2 · rows] */
function exactProduct(x: Float32Array, matrices: readonly Stored[]): Float64Array {
  const m = x.length / columns;
  const out = matrices.length * rows;
  return Float64Array.from({ length: m * out }, (_, i) => {
    const at = (i % out) * columns;
    const floats = matrices[Math.floor((i % out) / rows)]?.floats ?? new Float32Array();
    const row = at % (rows * columns);
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      sum += (x[Math.floor(i / out) * columns + k] ?? 0) * (floats[row + k] ?? 0);
    }
    return sum;
  });
}

const pairs: readonly (readonly [QuantizedTypeName, QuantizedTypeName])[] = [
  ['Q4_0', 'Q4_0'],
  ['Q4_1', 'Q4_1'],
  ['Q5_0', 'Q5_0'],
  ['Q5_1', 'Q5_1'],
  ['Q8_0', 'Q8_0'],
  ['Q4_K', 'Q4_K'],
  ['Q5_K', 'Q5_K'],
  ['Q6_K', 'Q6_K'],
  // As in the mixes of llama.cpp: two products, one after the other.
  ['Q4_K', 'Q6_K'],
  ['Q4_1', 'Q8_0'],
];

describe('matrices in blocks', () => {
  it.each(pairs)('%s over %s: products and rows are those of the float32 weights', async (one, other) => {
    const folder = temporaryFolder();
    const matrices = [stored(folder, 'one', one, 3), stored(folder, 'other', other, 4)];
    const [first] = matrices;
    if (first === undefined) throw new Error('no matrix');
    const g = new GraphBuilder();
    const weights = new Weights(g, new Map(), new Map(matrices.map(({ matrix }) => [matrix.name, matrix])));
    const x = g.input('x', 'float32', ['batch', 'sequence', columns]);
    const ids = g.input('ids', 'int64', ['batch', 'sequence']);
    g.output(linear({ g, weights }, x, { names: ['one', 'other'], rows: [rows, rows], columns }));
    g.output(weights.rows('one', [rows, columns], ids));
    const graph = g.build();
    const [product = '', taken = ''] = graph.outputs.map(({ name }) => name);
    const session = await createSession(encodeModel(graph), {
      executionProvider: 'cpu',
      externalFolder: weights.folder,
    });
    try {
      for (const sequence of [1, 8, 33]) {
        const data = numbers(sequence * columns, sequence);
        const wanted = Array.from({ length: sequence }, (_, i) => (7 * i) % rows);
        const outputs = await session.run(
          {
            x: float32Tensor(data, [1, sequence, columns]),
            ids: int64Tensor(BigInt64Array.from(wanted, BigInt), [1, sequence]),
          },
          [product, taken],
        );
        // What was measured for one product with activations in float32: 4.2e-7.
        expect(
          relativeError(float32Data(outputs, product), exactProduct(data, matrices)),
        ).toBeLessThanOrEqual(1e-6);
        const exactRows = Float64Array.from(
          wanted.flatMap((row) => [...first.floats.subarray(row * columns, (row + 1) * columns)]),
        );
        expect(relativeError(float32Data(outputs, taken), exactRows)).toBeLessThanOrEqual(1e-7);
      }
    } finally {
      await session.dispose();
    }
  });
});

describe('frozen matrices in blocks that a gradient flows through', () => {
  it.each(['Q4_1', 'Q6_K'] as const)(
    '%s: products and derivatives do not depend on the pieces',
    async (type) => {
      const matrix = stored(temporaryFolder(), 'one', type, 5);
      const { floats } = matrix;
      const results = await Promise.all(
        // Whole, in pieces of five rows and less, and row by row.
        [2 ** 26, 5 * matrix.matrix.digits * columns, 1].map(async (most) => {
          const g = new GraphBuilder();
          const weights = new InputWeights(g, false, new Map([['one', matrix.matrix]]));
          const blocks = weights.blocks('one', [rows, columns]);
          if (blocks === null) throw new Error('The matrix is in blocks.');
          const x = g.input('x', 'float32', ['tokens', columns]);
          const d = g.input('d', 'float32', ['tokens', rows]);
          const composites: Composite[] = [];
          const y = dequantisedProduct(g, x, blocks, composites, most);
          const loss = sumAll(g, mul(g, y, d));
          const byComposite = reverse(g, loss, [x], { composites })[0];
          const byRules = reverse(g, loss, [x])[0];
          if (byComposite === undefined || byRules === undefined) throw new Error('One gradient each.');
          const wanted = [
            y,
            byComposite,
            byRules,
            timesTransposed(g, x, blocks, most),
            timesMatrix(g, d, blocks, most),
          ];
          for (const value of wanted) g.output(value);
          const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu' });
          try {
            const outputs = await session.run(
              {
                x: float32Tensor(numbers(3 * columns, 1), [3, columns]),
                d: float32Tensor(numbers(3 * rows, 2), [3, rows]),
                ...(await blockTensors(weights)),
              },
              wanted.map(({ name }) => name),
            );
            return wanted.map(({ name }) => float32Data(outputs, name));
          } finally {
            await session.dispose();
          }
        }),
      );
      const [x, d] = [numbers(3 * columns, 1), numbers(3 * rows, 2)];
      const forward = exactProduct(x, [matrix]);
      const backward = Float64Array.from({ length: 3 * columns }, (_, i) => {
        const [token, column] = [Math.floor(i / columns), i % columns];
        let sum = 0;
        for (let row = 0; row < rows; row++) {
          sum += (d[token * rows + row] ?? 0) * (floats[row * columns + column] ?? 0);
        }
        return sum;
      });
      for (const [y = [], byComposite = [], byRules = [], transposed = [], mixed = []] of results) {
        for (const own of [y, transposed]) expect(relativeError(own, forward)).toBeLessThan(1e-6);
        for (const own of [byComposite, byRules, mixed])
          expect(relativeError(own, backward)).toBeLessThan(1e-6);
      }
    },
  );
});

async function blockTensors(weights: InputWeights): Promise<Record<string, RuntimeTensor>> {
  const blocks = await readBlocks(weights.blockInputs);
  return Object.fromEntries(
    weights.blockInputs.map(({ value }) => {
      const bytes = blocks.get(value.name) ?? new Uint8Array();
      const sizes = value.shape.map(Number);
      return [
        value.name,
        value.type === 'uint8'
          ? uint8Tensor(bytes, sizes)
          : float32Tensor(new Float32Array(bytes.buffer), sizes),
      ];
    }),
  );
}
