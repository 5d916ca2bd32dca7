// The walk itself: what is visited, what is refused, parts with their own derivative, parts that are computed again.
import { describe, expect, it } from 'vitest';
import type { NodeRange } from '../../../../src/engine/autodiff/reverse';
import { reverse } from '../../../../src/engine/autodiff/reverse';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import type { Value } from '../../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { fusedMatMul } from '../../../../src/engine/graph/microsoftOps';
import {
  add,
  argMax,
  cast,
  exp,
  mul,
  reduceMax,
  scalar,
  sigmoid,
  sumAll,
} from '../../../../src/engine/graph/ops';
import { createSession, float32Data, float32Tensor } from '../../../../src/engine/runtime/session';

/** What `value` is computed from, itself included. */
function ancestors(g: GraphBuilder, value: Value): Set<Value> {
  const found = new Set([value]);
  for (const node of g.nodeList.toReversed()) {
    if (!node.outputs.some((output) => output !== null && found.has(output))) continue;
    for (const input of node.inputs) if (input !== null) found.add(input);
  }
  return found;
}

async function run(
  g: GraphBuilder,
  outputs: readonly Value[],
  feeds: Readonly<Record<string, readonly [Float32Array, readonly number[]]>>,
): Promise<Float32Array[]> {
  for (const value of outputs) g.output(value);
  const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu', threads: 1 });
  const results = await session.run(
    Object.fromEntries(
      Object.entries(feeds).map(([name, [data, shape]]) => [name, float32Tensor(data, shape)]),
    ),
    outputs.map(({ name }) => name),
  );
  await session.dispose();
  return outputs.map(({ name }) => float32Data(results, name));
}

describe('the reverse walk', () => {
  it('makes no node for what is not differentiated for', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['n', 4]);
    const frozen = g.input('frozen', 'float32', [4, 4]);
    const trained = g.input('trained', 'float32', [4, 4]);
    const below = fusedMatMul(g, x, frozen);
    const loss = sumAll(g, sigmoid(g, fusedMatMul(g, fusedMatMul(g, below, trained), frozen)));
    const before = g.nodeList.length;
    const [gradient] = reverse(g, loss, [trained]);
    expect(gradient?.shape).toEqual([4, 4]);
    const products = g.nodeList.slice(before).filter(({ op }) => op === 'FusedMatMul');
    // One through the upper frozen matrix, one for the trained: none for the frozen matrix, none for x.
    expect(products.length).toBe(2);
  });

  it('gives zeros where the loss does not depend on a value', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    const other = g.input('other', 'float32', [3]);
    const [dx, dOther] = reverse(g, sumAll(g, mul(g, x, x)), [x, other]);
    if (dx === undefined || dOther === undefined) throw new Error('Two gradients were asked for.');
    const results = await run(g, [dx, dOther], {
      x: [Float32Array.of(3, -1), [2]],
      other: [Float32Array.of(1, 1, 1), [3]],
    });
    expect(results.map((result) => [...result])).toEqual([
      [6, -2],
      [0, 0, 0],
    ]);
  });

  it('names the operator that has no derivative, and lets integers end a path', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['n', 4]);
    expect(() => reverse(g, sumAll(g, reduceMax(g, x, -1)), [x])).toThrow('ReduceMax has no derivative.');
    const place = cast(g, argMax(g, x, -1), 'float32');
    expect(() => reverse(g, sumAll(g, mul(g, x, place)), [x])).not.toThrow();
    expect(() => reverse(g, x, [x])).toThrow(/not \[\]/);
  });

  it('takes the derivative that a part brings with it', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    const from = g.nodeList.length;
    const y = exp(g, x);
    const composite = {
      from,
      to: g.nodeList.length,
      inputs: [x],
      outputs: [y],
      // Wrong on purpose, so that it shows.
      vjp: ([dy]: readonly (Value | null)[]) => [() => mul(g, dy ?? y, scalar(g, 7))],
    };
    const [dx] = reverse(g, sumAll(g, add(g, y, x)), [x], { composites: [composite] });
    if (dx === undefined) throw new Error('A gradient was asked for.');
    const [result] = await run(g, [dx], { x: [Float32Array.of(1, 2), [2]] });
    expect([...(result ?? [])]).toEqual([8, 8]);
  });
});

describe('recomputation', () => {
  /** x → (x·W + x·σ(x·W)) three times over; each time is one range. */
  function stacked(): {
    g: GraphBuilder;
    loss: Value;
    w: Value;
    x: Value;
    ranges: NodeRange[];
    states: Value[];
  } {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['n', 4]);
    const w = g.input('w', 'float32', [4, 4]);
    const ranges: NodeRange[] = [];
    // The first state is computed, as embeddings are.
    let state = add(g, x, x);
    const states = [state];
    for (let block = 0; block < 3; block++) {
      const from = g.nodeList.length;
      const inner = fusedMatMul(g, state, w, { alpha: 0.5 });
      state = add(g, inner, mul(g, state, sigmoid(g, inner)));
      ranges.push({ from, to: g.nodeList.length });
      states.push(state);
    }
    return { g, loss: sumAll(g, mul(g, state, state)), w, x, ranges, states };
  }

  const feeds = {
    x: [Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), [3, 4]],
    w: [Float32Array.from({ length: 16 }, (_, i) => Math.cos(3 * i)), [4, 4]],
  } as const;

  /** The products with w. */
  function productsOf(g: GraphBuilder): Value[] {
    return g.nodeList
      .filter(({ op }) => op === 'FusedMatMul')
      .flatMap(({ outputs }) => outputs.filter((value) => value !== null));
  }

  it('changes no gradient, whatever is kept', async () => {
    const results: Float32Array[][] = [];
    for (const how of ['none', 'all', 'but products'] as const) {
      const { g, loss, w, x, ranges } = stacked();
      const kept = new Set(how === 'all' ? [] : productsOf(g));
      results.push(
        await run(g, reverse(g, loss, [w, x], { recompute: how === 'none' ? [] : ranges, kept }), feeds),
      );
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('computes nothing again that is kept, and reads it only after the gradient', () => {
    const counts = [false, true].map((keeps) => {
      const { g, loss, w, ranges } = stacked();
      const kept = new Set(keeps ? productsOf(g) : []);
      const forward = g.nodeList.length;
      for (const value of reverse(g, loss, [w], { recompute: ranges, kept })) g.output(value);
      const readings = g.nodeList
        .slice(forward)
        .filter(({ inputs }) => inputs.some((value) => value !== null && kept.has(value)));
      expect(new Set(readings.map(({ op }) => op))).toEqual(new Set(keeps ? ['Reshape'] : []));
      return g.build().nodes.filter(({ op }) => op === 'FusedMatMul').length;
    });
    expect((counts[0] ?? 0) - (counts[1] ?? 0)).toBe(3);
  });

  it('refuses to keep what the gradient tells no shape of', () => {
    const { g, loss, w, ranges } = stacked();
    const other = g.node('Transpose', [w], { type: 'float32', shape: [4, 4] }, { perm: [1, 0] });
    const product = sumAll(g, mul(g, loss, sumAll(g, other)));
    const last = { from: g.nodeList.length - 3, to: g.nodeList.length };
    expect(() => reverse(g, product, [w], { recompute: [...ranges, last], kept: new Set([other]) })).toThrow(
      /is kept/,
    );
  });

  it('takes the derivative that a part of it brings with it, of copies', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    const twice = add(g, x, x);
    const range = { from: g.nodeList.length, to: g.nodeList.length + 2 };
    const inner = add(g, twice, twice);
    const y = exp(g, inner);
    const composite = {
      ...{ from: range.to - 1, to: range.to, inputs: [inner], outputs: [y] },
      // Wrong on purpose, so that it shows.
      vjp: ([dy]: readonly (Value | null)[], _: unknown, [read]: readonly Value[]) => {
        expect(read).not.toBe(inner);
        return [() => mul(g, dy ?? y, mul(g, read ?? y, scalar(g, 7)))];
      },
    };
    const [dx] = reverse(g, sumAll(g, y), [x], { composites: [composite], recompute: [range] });
    if (dx === undefined) throw new Error('A gradient was asked for.');
    const [result] = await run(g, [dx], { x: [Float32Array.of(1, 2), [2]] });
    expect([...(result ?? [])]).toEqual([4 * 7 * 4, 4 * 7 * 8]);
  });

  it('reads of the forward pass nothing but the states between its parts', () => {
    const { g, loss, w, ranges, states } = stacked();
    const forward = g.nodeList.length;
    const inside = new Set(
      ranges.flatMap(({ from, to }) => g.nodeList.slice(from, to).flatMap(({ outputs }) => outputs)),
    );
    reverse(g, loss, [w], { recompute: ranges });
    const read = g.nodeList.slice(forward).flatMap(({ inputs }) => inputs);
    const kept = new Set(read.filter((value) => value !== null && inside.has(value)));
    for (const state of states) kept.delete(state);
    expect([...kept]).toEqual([]);
  });

  it('starts a part only after the gradient of what follows it', () => {
    const { g, loss, w, ranges, states } = stacked();
    const forward = g.nodeList.length;
    reverse(g, loss, [w], { recompute: ranges });
    // Ties are the reshapes of states; each comes after the copies of all later parts.
    const ties = g.nodeList
      .slice(forward)
      .filter(({ op, inputs: [first] }) => op === 'Reshape' && first != null && states.includes(first));
    expect(ties.length).toBe(3);
    const made = ties.map(({ outputs: [value] }) => value);
    made.forEach((value, index) => {
      const earlier = made[index - 1];
      if (value == null || earlier == null) return;
      expect(ancestors(g, value).has(earlier)).toBe(true);
    });
  });
});
