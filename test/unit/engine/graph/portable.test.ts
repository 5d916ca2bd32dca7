// Graphs for execution providers without ONNX Runtime's fused product: the same numbers from ONNX's own operators.
import { expect, test } from 'vitest';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import type { Graph } from '../../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { fusedMatMul } from '../../../../src/engine/graph/microsoftOps';
import { encodeFor, portable } from '../../../../src/engine/graph/portable';
import { createSession, float32Data, float32Tensor } from '../../../../src/engine/runtime/session';
import { seededRandom } from '../../../../src/safety/random';

const random = seededRandom(3, 1);
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random() - 0.5);
const [x, w] = [numbers(2 * 3 * 4), numbers(2 * 4 * 5)];

async function run(graph: Graph): Promise<Float32Array> {
  const session = await createSession(encodeModel(graph), { executionProvider: 'cpu', threads: 1 });
  try {
    const [a, b] = graph.inputs.map(({ shape }) => shape as readonly number[]);
    const feeds = { a: float32Tensor(x, a ?? []), b: float32Tensor(w, b ?? []) };
    return float32Data(await session.run(feeds, ['product']), 'product');
  } finally {
    await session.dispose();
  }
}

/** Two factors; a third product reads the same matrix again. */
function products(transA: boolean, transB: boolean, alpha: number): Graph {
  const g = new GraphBuilder();
  const a = g.input('a', 'float32', transA ? [2, 4, 3] : [2, 3, 4]);
  const b = g.input('b', 'float32', transB ? [2, 5, 4] : [2, 4, 5]);
  const first = fusedMatMul(g, a, b, { transA, transB, alpha });
  const again = fusedMatMul(g, a, b, { transA, transB });
  g.output(g.node('Add', [first, again], { type: 'float32', shape: first.shape, name: 'product' }));
  return g.build();
}

test.each([
  [false, false, 1],
  [true, false, 1],
  [false, true, 0.25],
  [true, true, -3],
])(
  'a product with transA %s, transB %s and alpha %s is the same from its parts',
  async (transA, transB, alpha) => {
    const fused = products(transA, transB, alpha);
    const parts = portable(fused);
    expect(parts.nodes.map(({ op }) => op)).not.toContain('FusedMatMul');
    // A matrix is transposed once, however often it is read.
    expect(parts.nodes.filter(({ op }) => op === 'Transpose')).toHaveLength(Number(transA) + Number(transB));
    const [expected, found] = [await run(fused), await run(parts)];
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 6);
  },
);

test('the CPU keeps its fused products', () => {
  const graph = products(false, true, 1);
  expect(encodeFor('cpu', graph)).toEqual(encodeModel(graph));
  expect(encodeFor('webgpu', graph)).toEqual(encodeModel(portable(graph)));
});
