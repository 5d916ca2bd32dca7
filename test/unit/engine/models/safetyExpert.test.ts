// A safety expert in the graph: its formula written out, and what the temperature makes of it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Adapter } from '../../../../src/engine/adapters/adapter';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { expertShare, lowRank, routed, type SafetyExpert } from '../../../../src/engine/models/safetyExpert';
import { createSession, float32Data, float32Tensor } from '../../../../src/engine/runtime/session';
import { logOddsOf } from '../../../../src/engine/safeguards/decoding/upsafe';
import { seededRandom } from '../../../../src/safety/random';
import { content, plain, randomRows, tinyGenerator, type Tiny } from '../generation/tinyGenerator';

let tiny: Tiny;
let expert: SafetyExpert;
beforeAll(async () => {
  tiny = await tinyGenerator();
  const { hiddenSize, intermediateSize } = tiny.checkpoint.config;
  const random = seededRandom(12);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => 0.4 * random() - 0.2);
  expert = {
    ...{ layer: 1, rank: 3, logOdds: 0 },
    gateUpA: draw(3 * hiddenSize),
    gateUpB: draw(6 * intermediateSize),
    downA: draw(3 * intermediateSize),
    downB: draw(3 * hiddenSize),
    router: draw(hiddenSize),
    routerBias: draw(1),
  };
});
afterEach(() => tiny.generator.useHooks(null));
afterAll(async () => {
  await tiny.generator.dispose();
  await tiny.checkpoint.dispose();
});

test('the router’s mixture and the low-rank update are their formulas', async () => {
  const [hidden, rank] = [5, 2];
  const random = seededRandom(13);
  const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => 2 * random() - 1);
  const g = new GraphBuilder();
  const input = (name: string, shape: readonly number[]) => g.input(name, 'float32', shape);
  const [x, a, b] = [input('x', [1, 1, hidden]), input('a', [rank, hidden]), input('b', [hidden, rank])];
  const [router, routerBias, logOdds] = [input('w', [1, hidden]), input('c', [1]), input('o', [1])];
  const safe = lowRank(g, x, x, a, b);
  const mixed = routed(g, x, safe, expertShare(g, x, { router, routerBias, logOdds }));
  g.output(mixed);
  const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu' });
  const data = {
    x: draw(hidden),
    a: draw(rank * hidden),
    b: draw(hidden * rank),
    w: draw(hidden),
    c: draw(1),
  };
  for (const tau of [0, 0.1, 0.5, 0.8, 1]) {
    const outputs = await session.run(
      {
        x: float32Tensor(data.x, [1, 1, hidden]),
        a: float32Tensor(data.a, [rank, hidden]),
        b: float32Tensor(data.b, [hidden, rank]),
        w: float32Tensor(data.w, [1, hidden]),
        c: float32Tensor(data.c, [1]),
        o: float32Tensor(Float32Array.of(logOddsOf(tau)), [1]),
      },
      [mixed.name],
    );
    // A softmax over two logits with the prior odds of τ.
    const logit = data.w.reduce((sum, w, i) => sum + w * (data.x[i] ?? NaN), data.c[0] ?? NaN);
    const share = (tau * Math.exp(logit)) / (tau * Math.exp(logit) + (1 - tau));
    float32Data(outputs, mixed.name).forEach((value, i) => {
      let update = 0;
      for (let r = 0; r < rank; r++) {
        const low = data.x.reduce((sum, xj, j) => sum + xj * (data.a[r * hidden + j] ?? NaN), 0);
        update += low * (data.b[i * rank + r] ?? NaN);
      }
      expect(value).toBeCloseTo((data.x[i] ?? NaN) + share * update, 4);
    });
  }
  await session.dispose();
});

test('of an expert alone the network has the low-rank updates merged into its matrices', async () => {
  const { config } = tiny.checkpoint;
  const text = randomRows(1, 8)[0]?.promptIds ?? [];
  tiny.generator.useHooks({ experts: [{ ...expert, logOdds: logOddsOf(1) }] });
  const [mixed] = await tiny.generator.logits([text]);
  tiny.generator.useHooks(null);
  // LoRA of the same products adds the same.
  const half = config.intermediateSize * expert.rank;
  const module = (projection: 'gate_proj' | 'up_proj' | 'down_proj', a: Float32Array, b: Float32Array) => ({
    ...{ layer: expert.layer, projection, rank: expert.rank, scale: 1, a, b },
  });
  const adapter = new Adapter(
    [
      module('gate_proj', expert.gateUpA, expert.gateUpB.slice(0, half)),
      module('up_proj', expert.gateUpA, expert.gateUpB.slice(half)),
      module('down_proj', expert.downA, expert.downB),
    ],
    {},
  );
  tiny.generator.useAdapter(adapter);
  const [merged] = await tiny.generator.logits([text]);
  tiny.generator.useAdapter(null);
  expect(mixed?.length).toBe(merged?.length);
  const largest = Math.max(...(mixed ?? []).map((value, i) => Math.abs(value - (merged?.[i] ?? NaN))));
  expect(largest).toBeLessThan(1e-4);
});

test('temperature 0 and no expert change no bit; more of it changes more', async () => {
  const rows = randomRows(5, 7);
  const text = rows[0]?.promptIds ?? [];
  const before = await tiny.run(rows, plain);
  const [logits] = await tiny.generator.logits([text]);
  const distances: number[] = [];
  for (const tau of [0.05, 0.5, 1]) {
    tiny.generator.useHooks({ experts: [{ ...expert, logOdds: logOddsOf(tau) }] });
    const [changed] = await tiny.generator.logits([text]);
    distances.push(Math.hypot(...(changed ?? []).map((value, i) => value - (logits?.[i] ?? NaN))));
  }
  expect(distances[0]).toBeGreaterThan(0);
  expect(distances).toEqual([...distances].sort((a, b) => a - b));
  for (const experts of [[{ ...expert, logOdds: logOddsOf(0) }], []]) {
    tiny.generator.useHooks({ experts });
    const same = await tiny.run(rows, plain);
    for (const { id } of rows) expect(content(same.get(id))).toEqual(content(before.get(id)));
  }
});

test.each([
  ['of a layer that is not there', { layer: 99 }],
  ['of another rank', { rank: 4 }],
  ['that is not finite', { logOdds: NaN }],
])('one %s is refused', (_, wrong) => {
  const refused = (): void => tiny.generator.useHooks({ experts: [{ ...expert, ...wrong }] });
  expect(refused).toThrow(expect.objectContaining({ code: 'invalidRequest' }) as Error);
});
