// Gradient steps in the graph: PyTorch's, where the model is asked, and nowhere else.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import {
  corrected,
  correctionFeeds,
  type CostCritic,
  type CriticCorrection,
} from '../../../../src/engine/models/criticCorrection';
import { createSession, float32Data, float32Tensor } from '../../../../src/engine/runtime/session';
import { seededRandom } from '../../../../src/safety/random';
import { content, plain, randomRows, tinyGenerator, type Tiny } from '../generation/tinyGenerator';
import { safeguardGoldens } from '../safeguards/decoding/goldens';
import { openFixture } from './goldenFixtures';

const golden = safeguardGoldens.correction;
const critic: CostCritic = {
  width: golden.width,
  first: Float32Array.from(golden.first),
  firstBias: Float32Array.from(golden.firstBias),
  second: Float32Array.from(golden.second),
  secondBias: golden.secondBias,
};

test('moves a state as PyTorch does, and only where it is asked to', async () => {
  const hidden = 7;
  const { config } = await openFixture('llama');
  const g = new GraphBuilder();
  const shape = ['batch', 'sequence', hidden];
  const residual = g.input('residual', 'float32', shape);
  const pending = g.input('pending', 'float32', shape);
  const scored = g.input('scored', 'float32', ['batch', 'sequence', 1]);
  const moved = corrected(
    g,
    { ...config, hiddenSize: hidden },
    { residual, pending },
    { layer: 0, steps: 20, scored },
  );
  g.output(moved.pending);
  const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu' });
  const seen = new Set<number>();
  for (const { threshold, steps, start, end, taken } of golden.rows) {
    const correction: CriticCorrection = { layer: 0, critic, threshold, stepSize: golden.stepSize, steps };
    // Half of the state in each part, and the same state where nothing is asked.
    const half = Float32Array.from([...start, ...start], (value) => value / 2);
    const tensors = correctionFeeds(hidden, 0, correction).map(
      ({ name, data, shape: sizes }) => [name, float32Tensor(data, sizes)] as const,
    );
    const outputs = await session.run(
      {
        ...Object.fromEntries(tensors),
        residual: float32Tensor(half, [1, 2, hidden]),
        pending: float32Tensor(half, [1, 2, hidden]),
        scored: float32Tensor(Float32Array.of(0, 1), [1, 2, 1]),
      },
      [moved.pending.name],
    );
    const pendingAfter = [...float32Data(outputs, moved.pending.name)];
    expect(pendingAfter.slice(0, hidden)).toEqual([...half.slice(0, hidden)]);
    pendingAfter.slice(hidden).forEach((value, i) => {
      expect(value + (half[i] ?? NaN)).toBeCloseTo(end[i] ?? NaN, 4);
    });
    seen.add(taken);
  }
  await session.dispose();
  expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 8]);
});

describe('in a model', () => {
  let tiny: Tiny;
  let correction: CriticCorrection;
  beforeAll(async () => {
    tiny = await tinyGenerator();
    const { hiddenSize } = tiny.checkpoint.config;
    const random = seededRandom(3);
    // Small enough that no unit saturates, whose slope would be nothing but rounding.
    const draw = (count: number): Float32Array =>
      Float32Array.from({ length: count }, () => 0.2 * random() - 0.1);
    const inner = {
      width: 5,
      first: draw(5 * hiddenSize),
      firstBias: draw(5),
      second: draw(5),
      secondBias: 1,
    };
    correction = { layer: 1, critic: inner, threshold: 0.4, stepSize: 0.5, steps: 6 };
  });
  afterEach(() => tiny.generator.useHooks(null));
  afterAll(async () => {
    await tiny.generator.dispose();
    await tiny.checkpoint.dispose();
  });

  test('changes what is generated; one that never acts, and none, change no bit', async () => {
    const rows = randomRows(6, 5);
    const before = await tiny.run(rows, plain);
    tiny.generator.useHooks({ corrections: [correction] });
    const changed = await tiny.run(rows, plain);
    expect(rows.some(({ id }) => changed.get(id)?.tokenIds.join() !== before.get(id)?.tokenIds.join())).toBe(
      true,
    );
    for (const corrections of [[{ ...correction, threshold: 1 }], []]) {
      tiny.generator.useHooks({ corrections });
      const same = await tiny.run(rows, plain);
      for (const { id } of rows) expect(content(same.get(id))).toEqual(content(before.get(id)));
    }
  });

  test('scores of what was generated are those that it was generated with', async () => {
    // Never near the threshold, where a rounding decides on a step.
    tiny.generator.useHooks({ corrections: [{ ...correction, threshold: 0 }] });
    const rows = randomRows(4, 6);
    const generated = await tiny.run(rows, plain);
    for (const { id, promptIds } of rows) {
      const { tokenIds = [], logprobs = [] } = generated.get(id) ?? {};
      const ids = [...promptIds, ...tokenIds];
      const [scored] = await tiny.generator.score([{ ids, from: promptIds.length }]);
      expect(scored?.logprobs.length).toBe(tokenIds.length);
      scored?.logprobs.forEach((value, place) => expect(value).toBeCloseTo(logprobs[place] ?? NaN, 3));
    }
  });

  test.each([
    ['of a layer that is not there', { layer: 99 }],
    ['of another size', { critic: { ...critic } }],
    ['that is not finite', { stepSize: NaN }],
    ['of no step', { steps: 0 }],
  ])('one %s is refused', (_, wrong) => {
    const refused = (): void => tiny.generator.useHooks({ corrections: [{ ...correction, ...wrong }] });
    expect(refused).toThrow(expect.objectContaining({ code: 'invalidRequest' }) as Error);
  });
});
