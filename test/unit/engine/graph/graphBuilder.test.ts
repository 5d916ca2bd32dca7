// Graphs built, encoded and run by ONNX Runtime: shapes as announced, numbers as by hand.
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { fusedMatMul } from '../../../../src/engine/graph/microsoftOps';
import { add, broadcast, concat, matMulShape, slice, softmax, split } from '../../../../src/engine/graph/ops';
import { createSession, float32Data, float32Tensor } from '../../../../src/engine/runtime/session';

describe('shapes', () => {
  it('broadcast as numpy has it', () => {
    expect(broadcast(['batch', 1, 4], [3, 1])).toEqual(['batch', 3, 4]);
    expect(() => broadcast([2], [3])).toThrow(RangeError);
  });

  it('multiply', () => {
    expect(matMulShape(['batch', 'n', 4], [4, 5])).toEqual(['batch', 'n', 5]);
    expect(() => matMulShape([2, 3], [2, 3])).toThrow(RangeError);
  });
});

describe('the builder', () => {
  it('refuses two values of one name and data of another size', () => {
    const g = new GraphBuilder();
    g.input('x', 'float32', [1]);
    expect(() => g.input('x', 'float32', [1])).toThrow(/named x/);
    expect(() => g.float32([2], [1])).toThrow(RangeError);
    expect(() => g.external('w', 'float16', [2, 2], { location: 'f', offset: 0, byteLength: 16 })).toThrow(
      RangeError,
    );
  });

  it('stores equal constants once', () => {
    const g = new GraphBuilder();
    expect(g.int64([2], [1, 2])).toBe(g.int64([2], [1, 2]));
    expect(g.int64([1, 2], [1, 2])).not.toBe(g.int64([2], [1, 2]));
  });

  it('leaves out what no output needs', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [4]);
    g.input('unused', 'float32', [4]);
    const y = add(g, x, g.float32([1], [2]));
    add(g, add(g, y, y), g.float32([1], [3]));
    const [left, right] = split(g, y, [1, 3], 0);
    if (left === undefined || right === undefined) throw new Error('Split gives two parts.');
    g.output(right);
    const { nodes, initializers, inputs } = g.build();
    expect(nodes.map(({ op }) => op)).toEqual(['Add', 'Split']);
    expect(initializers.map(({ value }) => value)).toEqual(
      nodes.flatMap((node) => node.inputs).filter((value) => value?.name.startsWith('constant')),
    );
    expect(inputs.map(({ name }) => name)).toEqual(['x', 'unused']);
  });

  it('makes models that run', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['n', 3]);
    const w = g.float32([2, 3], [1, 0, -1, 2, 2, 2]);
    const y = add(g, fusedMatMul(g, x, w, { transB: true, alpha: 0.5 }), g.float32([2], [10, 20]));
    const [left, right] = split(g, y, [1, 1], -1);
    if (left === undefined || right === undefined) throw new Error('Split gives two parts.');
    const swapped = concat(g, [right, left], 1);
    const p = softmax(g, slice(g, swapped, 1, { from: -1, to: 2, size: 1 }), -1);
    expect(swapped.shape).toEqual(['n', 2]);
    expect(p.shape).toEqual(['n', 1]);
    g.output(swapped);
    g.output(p);
    const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu', threads: 1 });
    const outputs = await session.run({ x: float32Tensor(Float32Array.of(1, 2, 3, 0, 0, 1), [2, 3]) }, [
      swapped.name,
      p.name,
    ]);
    expect([...float32Data(outputs, swapped.name)]).toEqual([26, 9, 21, 9.5]);
    expect([...float32Data(outputs, p.name)]).toEqual([1, 1]);
    await session.dispose();
  });
});
