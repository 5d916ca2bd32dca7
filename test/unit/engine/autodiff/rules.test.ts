// Every derivative rule against PyTorch's autograd and against central differences of our own forward graph.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reverse } from '../../../../src/engine/autodiff/reverse';
import { rules } from '../../../../src/engine/autodiff/rules/ruleTable';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import type { Value } from '../../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { add, gather, mul, stopGradient, sumAll } from '../../../../src/engine/graph/ops';
import type { RuntimeTensor } from '../../../../src/engine/runtime/session';
import {
  createSession,
  float32Data,
  float32Tensor,
  int64Tensor,
} from '../../../../src/engine/runtime/session';
import type { RuleCase } from './ruleCases';
import { ruleCases } from './ruleCases';

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly inputs: readonly GoldenTensor[];
  readonly outputs: readonly GoldenTensor[];
  readonly weights: readonly GoldenTensor[];
  readonly gradients: readonly GoldenTensor[];
}

const goldens = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../fixtures/golden/autodiffRules.json', import.meta.url)),
    'utf8',
  ),
) as Readonly<Record<string, Golden>>;

interface CaseGraph {
  readonly g: GraphBuilder;
  /** Σ weight · output, the outputs, the gradients. */
  readonly names: readonly string[];
  readonly inputs: readonly Value[];
  readonly gradients: readonly Value[];
  readonly forward: ReadonlySet<string>;
}

/** Everything that one case computes: Σ weight · output, the outputs, the gradients. */
function graphOf({ build, shapes }: RuleCase, golden: Golden): CaseGraph {
  const g = new GraphBuilder();
  const inputs = golden.inputs.map(({ shape }, i) => g.input(`x${i}`, 'float32', shapes?.[i] ?? shape));
  const built = build(g, ...inputs);
  const outputs: readonly Value[] = Array.isArray(built) ? (built as readonly Value[]) : [built as Value];
  const weighted = outputs.map((y, i) => {
    return sumAll(g, mul(g, y, g.input(`w${i}`, 'float32', y.shape)));
  });
  const loss = weighted.reduce((a, b) => add(g, a, b));
  const forward = new Set(g.nodeList.map(({ op }) => op));
  const gradients = reverse(g, loss, inputs);
  // An input may be its own gradient's shape and name; outputs of a graph are computed.
  const named = [loss, ...outputs, ...gradients].map((value) => stopGradient(g, value));
  for (const value of named) g.output(value);
  return { g, names: named.map(({ name }) => name), gradients, inputs, forward };
}

async function evaluate(
  graph: CaseGraph,
  golden: Golden,
): Promise<(inputs: readonly GoldenTensor[]) => Promise<Float32Array[]>> {
  const session = await createSession(encodeModel(graph.g.build()), { executionProvider: 'cpu', threads: 1 });
  return async (inputs) => {
    const feeds: Record<string, RuntimeTensor> = {};
    const feed = (name: string, { data, shape }: GoldenTensor): void => {
      feeds[name] = float32Tensor(Float32Array.from(data), shape);
    };
    for (const [i, tensor] of inputs.entries()) feed(`x${i}`, tensor);
    for (const [i, tensor] of golden.weights.entries()) feed(`w${i}`, tensor);
    const outputs = await session.run(feeds, graph.names);
    return graph.names.map((name) => float32Data(outputs, name));
  };
}

function expectClose(own: Float32Array | undefined, expected: readonly number[], tolerance: number): void {
  expect(own?.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((x, i) => {
    expect(Math.abs((own?.[i] ?? NaN) - x) / scale).toBeLessThan(tolerance);
  });
}

describe.each(Object.keys(goldens))('%s', (name) => {
  const golden = goldens[name];
  const ruleCase = ruleCases[name];
  if (golden === undefined || ruleCase === undefined) throw new Error(`There is no case ${name}.`);

  it('has the values and gradients of PyTorch', async () => {
    const graph = graphOf(ruleCase, golden);
    graph.gradients.forEach((gradient, i) => {
      expect(gradient.shape).toEqual(graph.inputs[i]?.shape);
    });
    const [, ...values] = await (await evaluate(graph, golden))(golden.inputs);
    golden.outputs.forEach(({ data }, i) => {
      expectClose(values[i], data, 2e-6);
    });
    golden.gradients.forEach(({ data }, i) => {
      expectClose(values[golden.outputs.length + i], data, 2e-6);
    });
  });

  it.skipIf(ruleCase.kink === true)('has the gradients of central differences', async () => {
    const run = await evaluate(graphOf(ruleCase, golden), golden);
    const [, ...values] = await run(golden.inputs);
    // Truncation is h²/6 times the third derivative (of order 10 here), rounding of the loss 6e-8 · |loss| / h: both
    // near 1e-5 at h = 2⁻⁸ for losses of order 1, some ten times that for the largest.
    const h = 2 ** -8;
    for (const [i, input] of golden.inputs.entries()) {
      const gradient = values[golden.outputs.length + i] ?? new Float32Array();
      const scale = Math.max(1, ...gradient.map(Math.abs));
      for (const [at, x] of input.data.entries()) {
        const moved = async (to: number): Promise<number> => {
          const data = input.data.with(at, to);
          const [loss] = await run(golden.inputs.with(i, { ...input, data }));
          return loss?.[0] ?? NaN;
        };
        const difference = ((await moved(x + h)) - (await moved(x - h))) / (2 * h);
        expect(Math.abs(difference - (gradient[at] ?? NaN)) / scale).toBeLessThan(1e-3);
      }
    }
  });
});

it('has a case for every rule', () => {
  const covered = new Set(
    Object.entries(goldens).flatMap(([name, golden]) => {
      const ruleCase = ruleCases[name];
      return ruleCase === undefined ? [] : [...graphOf(ruleCase, golden).forward];
    }),
  );
  const ruled = Object.entries(rules).filter(([, rule]) => typeof rule === 'function');
  expect(ruled.map(([op]) => op).filter((op) => !covered.has(op))).toEqual([]);
});

it('loses no gradient of a row that is read many times, on however many threads', async () => {
  const [batch, sequence, width, rows] = [32, 64, 256, 8];
  const g = new GraphBuilder();
  const table = g.input('table', 'float32', [rows, width]);
  const ids = g.input('ids', 'int64', ['batch', 'sequence']);
  const [gradient] = reverse(g, sumAll(g, gather(g, table, ids, 0)), [table]);
  if (gradient === undefined) throw new Error('The table has a gradient.');
  g.output(gradient);
  const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu', threads: 4 });
  const feeds = {
    table: float32Tensor(new Float32Array(rows * width), [rows, width]),
    // Three of eight rows take turns.
    ids: int64Tensor(
      BigInt64Array.from({ length: batch * sequence }, (_, place) => BigInt(place % 3)),
      [batch, sequence],
    ),
  };
  const reads = [683, 683, 682, 0, 0, 0, 0, 0];
  const expected = Float32Array.from({ length: rows * width }, (_, i) => reads[Math.floor(i / width)] ?? 0);
  for (let round = 0; round < 5; round++) {
    expect(float32Data(await session.run(feeds, [gradient.name]), gradient.name)).toEqual(expected);
  }
  await session.dispose();
});
