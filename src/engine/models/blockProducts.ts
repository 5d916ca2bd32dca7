// Matrices in blocks of four-bit digits as parts of a graph: products with them and look-ups in them, without a copy in
// 32 bits. Knows operators and the layout of blocks, no files.
import type { BlockLayout } from '../checkpoints/blockMatrix';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul, gatherBlockQuantized, matMulNBits } from '../graph/microsoftOps';
import { add, concat, gather, reduceSum, reshape, unsqueeze } from '../graph/ops';

/** A BlockMatrix as initialisers; see there for shapes and what they mean. */
export interface BlockValues {
  readonly layout: BlockLayout;
  /** [out, in] */
  readonly shape: readonly [number, number];
  readonly quants: Value;
  readonly scales: Value;
  /** null where the layout has none. */
  readonly offsets: Value | null;
}

export function sameLayout(a: BlockLayout, b: BlockLayout): boolean {
  return (
    a.digits === b.digits &&
    a.blockSize === b.blockSize &&
    a.offsets === b.offsets &&
    a.activations === b.activations
  );
}

/**
 * x·[W₁; W₂; …]ᵀ for matrices of one layout: [..., in] → [..., Σ out]. The offsets of the blocks meet sums of x over the
 * blocks: Σₖ x[k]·(s·(q[k] − 8) + o) = s·Σₖ x[k]·(q[k] − 8) + o·Σₖ x[k]. The sums are of the activations in float32, whatever the
 * layout says of the product's.
 */
export function blockProduct(
  g: GraphBuilder,
  x: Value,
  matrices: readonly BlockValues[],
  name?: string,
): Value {
  const [first] = matrices;
  if (first === undefined) throw new RangeError('A product needs a matrix.');
  const { digits, blockSize, activations } = first.layout;
  const [, columns] = first.shape;
  const rows = matrices.reduce((sum, { shape }) => sum + shape[0], 0);
  const offsets = matrices.flatMap((matrix) => (matrix.offsets === null ? [] : [matrix.offsets]));
  const last = offsets.length === 0 ? name : undefined;
  const product = matMulNBits(
    g,
    digits === 1 ? x : concat(g, [x, x], -1),
    // ONNX Runtime joins constants once, when it loads the graph.
    {
      quants: concat(
        g,
        matrices.map((matrix) => matrix.quants),
        0,
      ),
      scales: concat(
        g,
        matrices.map((matrix) => matrix.scales),
        0,
      ),
    },
    { rows, columns: digits * columns, blockSize, roundsInput: activations === 'int8' },
    last,
  );
  if (offsets.length === 0) return product;
  const outer = x.shape.slice(0, -1);
  const blocks = columns / blockSize;
  const kept = outer.map(() => 0);
  const inBlocks = reshape(g, x, [...kept, blocks, blockSize], [...outer, blocks, blockSize]);
  const sums = reshape(g, reduceSum(g, inBlocks, -1), [...kept, blocks], [...outer, blocks]);
  const ofOffsets = fusedMatMul(g, sums, concat(g, offsets, 0), { transB: true });
  const { type, shape } = product;
  return g.node('Add', [product, ofOffsets], { type, shape, ...(name === undefined ? {} : { name }) });
}

/** Rows of a matrix as float32: ids int64 [...] → [..., in]. Quants are [out, digits · in / 2], scales [out, blocks]. */
export function blockRows(g: GraphBuilder, matrix: BlockValues, ids: Value): Value {
  const { digits, blockSize } = matrix.layout;
  const [, columns] = matrix.shape;
  const taken = gatherBlockQuantized(g, matrix, ids, { columns: digits * columns, blockSize });
  const outer = ids.shape;
  const kept = outer.map(() => 0);
  const blocks = columns / blockSize;
  const inDigits = [digits, blocks, blockSize];
  const parts = reshape(g, taken, [...kept, ...inDigits], [...outer, ...inDigits]);
  const summed = digits === 1 ? parts : reduceSum(g, parts, -3);
  const perBlock = reshape(g, summed, [...kept, blocks, blockSize], [...outer, blocks, blockSize]);
  const whole =
    matrix.offsets === null
      ? perBlock
      : add(g, perBlock, unsqueeze(g, gather(g, matrix.offsets, ids, 0), [-1]));
  return reshape(g, whole, [...kept, columns], [...outer, columns]);
}
