// Scores of tokens in pieces: the same numbers and gradients as in one, with and without a cap, frozen head or trained.
import { describe, expect, it } from 'vitest';
import { reverse } from '../../../../src/engine/autodiff/reverse';
import { encodeModel } from '../../../../src/engine/graph/encodeModel';
import type { Value } from '../../../../src/engine/graph/graph';
import { GraphBuilder } from '../../../../src/engine/graph/graphBuilder';
import { mul, sumAll } from '../../../../src/engine/graph/ops';
import { floatHead } from '../../../../src/engine/models/languageHead';
import { tokenScores, type ScoreOptions } from '../../../../src/engine/models/tokenScores';
import {
  createSession,
  float32Data,
  float32Tensor,
  int64Tensor,
} from '../../../../src/engine/runtime/session';
import { seededRandom } from '../../../../src/safety/random';

const [hidden, vocabulary] = [5, 13];

interface Scored {
  readonly logprobs: Float32Array;
  readonly entropies: Float32Array;
  readonly dHidden: Float32Array;
  readonly dHead: Float32Array;
}

/** Of the loss Σ w·log π, with weights w that differ from token to token. */
async function scored(tokens: number, options: ScoreOptions): Promise<Scored> {
  const g = new GraphBuilder();
  const h = g.input('h', 'float32', ['tokens', hidden]);
  const matrix = g.input('matrix', 'float32', [vocabulary, hidden]);
  const weights = g.input('weights', 'float32', ['tokens']);
  const targets = g.input('targets', 'int64', ['tokens']);
  const { logprobs, entropies, composite } = tokenScores(g, h, floatHead(g, matrix), targets, options);
  const loss = sumAll(g, mul(g, weights, logprobs));
  const gradients = reverse(g, loss, [h, matrix], { composites: [composite] });
  const outputs: Value[] = [logprobs, entropies, ...gradients];
  for (const value of outputs) g.output(value);
  const session = await createSession(encodeModel(g.build()), { executionProvider: 'cpu', threads: 1 });
  const random = seededRandom(5, tokens);
  const numbers = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => 3 * random() - 1.5);
  try {
    const results = await session.run(
      {
        h: float32Tensor(numbers(tokens * hidden), [tokens, hidden]),
        matrix: float32Tensor(numbers(vocabulary * hidden), [vocabulary, hidden]),
        weights: float32Tensor(numbers(tokens), [tokens]),
        targets: int64Tensor(
          BigInt64Array.from({ length: tokens }, () => BigInt(Math.floor(random() * vocabulary))),
          [tokens],
        ),
      },
      outputs.map(({ name }) => name),
    );
    const [logprob, entropy, dHidden, dHead] = outputs.map(({ name }) => float32Data(results, name));
    if (logprob === undefined || entropy === undefined || dHidden === undefined || dHead === undefined) {
      throw new Error('Four outputs were asked for.');
    }
    return { logprobs: logprob, entropies: entropy, dHidden, dHead };
  } finally {
    await session.dispose();
  }
}

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
}

describe.each([null, 2])('scores of tokens (cap %s)', (cap) => {
  const whole = { temperature: 0.7, cap, pieces: 1, forwardOnly: false };

  // 2 tokens in 4 pieces: some are empty.
  it.each([
    [7, 2],
    [7, 3],
    [2, 4],
    [8, 4],
  ])('of %i tokens in %i pieces are those in one', async (tokens, pieces) => {
    const [expected, actual] = [await scored(tokens, whole), await scored(tokens, { ...whole, pieces })];
    expectClose(actual.logprobs, expected.logprobs);
    expectClose(actual.entropies, expected.entropies);
    expectClose(actual.dHidden, expected.dHidden);
    expectClose(actual.dHead, expected.dHead);
  });

  it('alone, in pieces, are those with a derivative', async () => {
    const expected = await scored(7, whole);
    const actual = await scored(7, { ...whole, pieces: 3, forwardOnly: true });
    expectClose(actual.logprobs, expected.logprobs);
  });
});
