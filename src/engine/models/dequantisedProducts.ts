// Products with frozen matrices in blocks, where a gradient flows through x: the float32 numbers of a matrix are there while
// one product is computed, forward and backward alike, and never for the whole graph.
import type { Composite } from '../autodiff/composite';
import type { Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import { fusedMatMul } from '../graph/microsoftOps';
import { add, concat, gather, shapeOf, slice, sub } from '../graph/ops';
import { blockRows, type BlockValues } from './blockProducts';

/** Numbers of a matrix that are float32 at once: 64 MB of them. */
const atOnce = 2 ** 24;

interface Rows {
  readonly from: number;
  readonly to: number;
}

/**
 * x·Wᵀ with W dequantised: [..., in] → [..., out]. ∂x = ∂y·W, for which W is dequantised again when ∂y has arrived.
 * @param composites gets the derivatives
 * @param most numbers of the matrix that are float32 at once
 */
export function dequantisedProduct(
  g: GraphBuilder,
  x: Value,
  matrix: BlockValues,
  composites: Composite[],
  most = atOnce,
): Value {
  const parts = piecesOf(matrix, most).map((rows) => {
    const from = g.nodeList.length;
    const y = timesRows(g, x, matrix, rows);
    composites.push({
      from,
      to: g.nodeList.length,
      inputs: [x],
      outputs: [y],
      vjp: ([d]) => (d == null ? [] : [() => fusedMatMul(g, d, floatRows(g, matrix, rows, d))]),
    });
    return y;
  });
  return concat(g, parts, -1);
}

/** x·Wᵀ for a computation that brings its own derivative. */
export function timesTransposed(g: GraphBuilder, x: Value, matrix: BlockValues, most = atOnce): Value {
  return concat(
    g,
    piecesOf(matrix, most).map((rows) => timesRows(g, x, matrix, rows)),
    -1,
  );
}

/** p·W: [tokens, out] → [tokens, in]. */
export function timesMatrix(g: GraphBuilder, p: Value, matrix: BlockValues, most = atOnce): Value {
  const pieces = piecesOf(matrix, most);
  const products = pieces.map(({ from, to }) => {
    const part = pieces.length === 1 ? p : slice(g, p, -1, { from, to, size: to - from });
    return fusedMatMul(g, part, floatRows(g, matrix, { from, to }, part));
  });
  return products.reduce((sum, product) => add(g, sum, product));
}

function piecesOf({ shape: [rows, columns], layout: { digits } }: BlockValues, most: number): Rows[] {
  const height = Math.max(1, Math.floor(most / (digits * columns)));
  return Array.from({ length: Math.ceil(rows / height) }, (_, piece) => ({
    from: piece * height,
    to: Math.min(rows, (piece + 1) * height),
  }));
}

function timesRows(g: GraphBuilder, x: Value, matrix: BlockValues, rows: Rows): Value {
  return fusedMatMul(g, x, floatRows(g, matrix, rows, x), { transB: true });
}

/**
 * [to − from, in], not to be had before `after`. Otherwise ONNX Runtime might dequantise every matrix before the first product,
 * and would merge what the backward pass dequantises with its like in the forward pass, and keep it.
 */
function floatRows(g: GraphBuilder, matrix: BlockValues, { from, to }: Rows, after: Value): Value {
  const places = Array.from({ length: to - from }, (_, index) => from + index);
  return blockRows(g, matrix, add(g, g.int64([places.length], places), zeroAfter(g, after)));
}

/** int64 [1]: 0, computed from a size of `after` that is known at run time alone. */
function zeroAfter(g: GraphBuilder, after: Value): Value {
  const axis = after.shape.findIndex((size) => typeof size === 'string');
  if (axis < 0) throw new RangeError(`${after.name} has no size that is given at run time.`);
  const size = gather(g, shapeOf(g, after), g.int64([1], [axis]), 0);
  return sub(g, size, size);
}
