// Every loss run by ONNX Runtime: value, gradients and metrics against the goldens, gradients against central differences,
// and micro-batches that add up.
import { describe, expect, it } from 'vitest';
import { algorithms } from '../../../../../src/engine/training/algorithms/algorithms';
import { dpoInputs, dpoLoss } from '../../../../../src/engine/training/algorithms/dpo';
import { sftInputs, sftLoss } from '../../../../../src/engine/training/algorithms/sft';
import type { SampleInputs } from '../../../../../src/engine/training/algorithms/algorithm';
import { lossFeeds, mergeInputs, type LossRow } from '../../../../../src/engine/training/losses/lossFeeds';
import { tokenPolicyLoss } from '../../../../../src/engine/training/losses/tokenPolicyLoss';
import { lossGolden } from '../../../../fixtures/training/lossGolden';
import { goldenLengths, goldenSamples } from '../algorithms/goldenSamples';
import { joined, withLoss, type Evaluation, type Evaluator } from './evaluateLoss';

type OnlineCase = (typeof lossGolden.online)[number];

const values = joined(lossGolden.samples.map((sample) => sample.values));

function logprobsOf({ moved }: OnlineCase): Float32Array {
  return joined(lossGolden.samples.map((sample) => (moved ? sample.logprobs : sample.oldLogprobs)));
}

function onlineRows({ algorithm, settings }: OnlineCase): LossRow[] {
  const { targets, weights } = algorithms[algorithm];
  return asRows(
    goldenLengths,
    mergeInputs(targets(goldenSamples, settings).inputs, weights(goldenLengths, settings)),
  );
}

function asRows(lengths: readonly number[], inputs: readonly SampleInputs[]): LossRow[] {
  return lengths.map((length, index) => ({ length, inputs: inputs[index] ?? {} }));
}

function expectClose(actual: ArrayLike<number> | null, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [value, wanted] = [actual?.[i] ?? NaN, expected[i] ?? NaN];
    expect(Math.abs(value - wanted), `element ${i}: ${value} for ${wanted}`).toBeLessThanOrEqual(tolerance);
  }
}

/** ∂loss/∂x by central differences in float32. */
async function centralDifferences(
  at: Float32Array,
  lossAt: (moved: Float32Array) => Promise<number>,
): Promise<number[]> {
  const width = 2 ** -8;
  const slopes: number[] = [];
  for (let i = 0; i < at.length; i++) {
    const above = at.slice();
    const below = at.slice();
    above[i] = (at[i] ?? 0) + width;
    below[i] = (at[i] ?? 0) - width;
    slopes.push(((await lossAt(above)) - (await lossAt(below))) / (2 * width));
  }
  return slopes;
}

const title = '$algorithm, β $settings.beta, moved $moved, ε′ $settings.epsilonHigh';

describe('online losses', () => {
  it.each(lossGolden.online)(`match the goldens: ${title}`, async (row) => {
    await withLoss(algorithms[row.algorithm].loss(row.settings), async (evaluate) => {
      const result = await evaluate(onlineRows(row), logprobsOf(row), values);
      expect(result.loss).toBeCloseTo(row.loss, 5);
      expectClose(result.gradient, joined(row.gradient), 2e-6);
      if (row.valueGradient !== undefined) {
        expectClose(result.valueGradient, joined(row.valueGradient), 2e-6);
      }
      for (const [name, value] of Object.entries(row.metrics)) {
        expect(result.metrics[name], name).toBeCloseTo(value, 5);
      }
    });
  });

  it('are tried where ratios are clipped on both sides', () => {
    const clipped = lossGolden.online.map((row) => row.metrics);
    expect(clipped.some((metrics) => (metrics['clip_ratio/low_mean'] ?? 0) > 0)).toBe(true);
    expect(clipped.some((metrics) => (metrics['clip_ratio/high_mean'] ?? 0) > 0)).toBe(true);
    expect(lossGolden.online.some((row) => (row.metrics['val/clipfrac_avg'] ?? 0) > 0)).toBe(true);
  });

  it.each(lossGolden.online.filter(({ moved }) => moved))(
    `have gradients that central differences confirm: ${title}`,
    async (row) => {
      await withLoss(algorithms[row.algorithm].loss(row.settings), async (evaluate) => {
        const rows = onlineRows(row);
        const at = logprobsOf(row);
        const { gradient, valueGradient } = await evaluate(rows, at, values);
        const slopes = await centralDifferences(at, async (x) => (await evaluate(rows, x, values)).loss);
        expectClose(gradient, slopes, 5e-4);
        if (valueGradient === null) return;
        const valueSlopes = await centralDifferences(values, async (v) => (await evaluate(rows, at, v)).loss);
        expectClose(valueGradient, valueSlopes, 1e-3);
      });
    },
  );

  it.each(lossGolden.online.filter(({ moved }) => moved))(
    `of micro-batches add up to the whole batch’s: ${title}`,
    async (row) => {
      await withLoss(algorithms[row.algorithm].loss(row.settings), async (evaluate) => {
        const rows = onlineRows(row);
        const whole = await evaluate(rows, logprobsOf(row), values);
        const parts = await microBatches(evaluate, rows, logprobsOf(row));
        expect(parts.reduce((sum, part) => sum + part.loss, 0)).toBeCloseTo(whole.loss, 5);
        expectClose(
          parts.flatMap((part) => [...part.gradient]),
          whole.gradient,
          1e-6,
        );
        for (const [name, value] of Object.entries(whole.metrics)) {
          const sum = parts.reduce((total, part) => total + (part.metrics[name] ?? NaN), 0);
          expect(sum, name).toBeCloseTo(value, 5);
        }
      });
    },
  );

  it('on the policy that sampled have REINFORCE’s gradient, −w·A per token', async () => {
    for (const row of lossGolden.online.filter(({ moved, settings }) => !moved && settings.beta === 0)) {
      await withLoss(algorithms[row.algorithm].loss(row.settings), async (evaluate) => {
        const rows = onlineRows(row);
        const { gradient, metrics } = await evaluate(rows, logprobsOf(row), values);
        const expected = rows.flatMap(({ length, inputs }) =>
          Array.from({ length }, (_, t) => {
            const of = (name: string): number => inputs[name]?.[t] ?? inputs[name]?.[0] ?? NaN;
            return -of('weights') * of('advantages');
          }),
        );
        expectClose(gradient, expected, 1e-6);
        expect(metrics['val/ratio']).toBeCloseTo(1, 5);
        expect(metrics['clip_ratio/region_mean']).toBe(0);
      });
    }
  });

  it('of GRPO with k3 have the gradient of KL(π_ref‖π), corrected that of KL(π‖π_ref)', async () => {
    // A single token of four: weights are its probabilities, so that the sum over samples is the expectation.
    const policy = [0.1, 0.2, 0.3, 0.4];
    const reference = [0.4, 0.1, 0.2, 0.3];
    const log = (p: readonly number[]): Float32Array => Float32Array.from(p, Math.log);
    const [logprobs, refLogprobs] = [log(policy), log(reference)];
    const zeros = new Float32Array(4);
    const weights = Float32Array.from(policy);
    const inputs = { oldLogprobs: logprobs, refLogprobs, advantages: zeros, weights, shares: weights };
    const kl = policy.reduce((sum, p, a) => sum + p * Math.log(p / (reference[a] ?? NaN)), 0);
    for (const correctKl of [false, true]) {
      const loss = tokenPolicyLoss({
        epsilon: 0.2,
        epsilonHigh: 0.2,
        klWeight: 1,
        correctKl,
      });
      await withLoss(loss, async (evaluate) => {
        const { gradient, metrics } = await evaluate([{ length: 4, inputs }], logprobs);
        expect(metrics.kl).toBeCloseTo(kl, 6);
        // With respect to logits: ∂log π_a/∂z_b = 1[a = b] − π_b.
        const total = gradient.reduce((sum, slope) => sum + slope, 0);
        for (const [b, p] of policy.entries()) {
          const q = reference[b] ?? NaN;
          const expected = correctKl ? p * (Math.log(p / q) - kl) : p - q;
          expect((gradient[b] ?? NaN) - p * total).toBeCloseTo(expected, 6);
        }
      });
    }
  });

  it('stay finite where a token’s probability has collapsed', async () => {
    for (const row of lossGolden.online.filter(({ moved }) => moved)) {
      await withLoss(algorithms[row.algorithm].loss(row.settings), async (evaluate) => {
        const logprobs = logprobsOf(row).map((logprob, t) =>
          t % 3 === 0 ? logprob : t % 3 === 1 ? -400 : 0,
        );
        const { loss, gradient } = await evaluate(onlineRows(row), logprobs, values);
        expect(Number.isFinite(loss)).toBe(true);
        expect(gradient.every(Number.isFinite)).toBe(true);
      });
    }
  });
});

/** Three, one, and four samples. */
async function microBatches(
  evaluate: Evaluator,
  rows: readonly LossRow[],
  logprobs: Float32Array,
): Promise<Evaluation[]> {
  const results: Evaluation[] = [];
  let token = 0;
  for (const [from, to] of [
    [0, 3],
    [3, 4],
    [4, 8],
  ] as const) {
    const part = rows.slice(from, to);
    const end = token + part.reduce((sum, row) => sum + row.length, 0);
    results.push(await evaluate(part, logprobs.slice(token, end), values.slice(token, end)));
    token = end;
  }
  return results;
}

describe('SFT', () => {
  it('is the mean cross-entropy of completion tokens', async () => {
    const { logprobs, loss } = lossGolden.sft;
    const lengths = logprobs.map((row) => row.length);
    await withLoss(sftLoss, async (evaluate) => {
      const result = await evaluate(asRows(lengths, sftInputs(lengths)), joined(logprobs));
      expect(result.loss).toBeCloseTo(loss, 6);
      const tokens = lengths.reduce((sum, length) => sum + length, 0);
      expectClose(result.gradient, new Float32Array(tokens).fill(-1 / tokens), 1e-7);
    });
  });
});

describe('DPO', () => {
  const { beta, pairs, loss, metrics } = lossGolden.dpo;
  const lengths = pairs.map(({ chosen, rejected }) => chosen.length + rejected.length);
  const rows = asRows(
    lengths,
    dpoInputs(
      pairs.map((pair) => ({
        chosen: Float32Array.from(pair.chosenRef),
        rejected: Float32Array.from(pair.rejectedRef),
      })),
    ),
  );
  const logprobs = joined(pairs.flatMap(({ chosen, rejected }) => [chosen, rejected]));

  it('has the paper’s loss, gradient and TRL’s metrics', async () => {
    await withLoss(dpoLoss(beta), async (evaluate) => {
      const result = await evaluate(rows, logprobs);
      expect(result.loss).toBeCloseTo(loss, 5);
      const gradient = joined(
        pairs.flatMap(({ chosenGradient, rejectedGradient }) => [chosenGradient, rejectedGradient]),
      );
      expectClose(result.gradient, gradient, 1e-6);
      for (const [name, value] of Object.entries(metrics)) {
        expect(result.metrics[name], name).toBeCloseTo(value, 4);
      }
      const slopes = await centralDifferences(logprobs, async (x) => (await evaluate(rows, x)).loss);
      expectClose(result.gradient, slopes, 1e-3);
    });
  });

  it('does not overflow where a pair is far on the wrong side', async () => {
    await withLoss(dpoLoss(1), async (evaluate) => {
      const far = logprobs.map((_, t) => (t < 3 ? -500 : 0));
      const { loss: value, gradient } = await evaluate(rows, far);
      expect(value).toBeGreaterThan(100);
      expect(gradient.every(Number.isFinite)).toBe(true);
    });
  });
});

describe('feeds', () => {
  const loss = { inputs: { a: 'token', b: 'row', m: 'rowToken' } } as const;

  it('put rows one after the other', () => {
    const feeds = lossFeeds(loss, [
      { length: 2, inputs: { a: Float32Array.of(1, 2), b: Float32Array.of(10) } },
      { length: 1, inputs: { a: Float32Array.of(3), b: Float32Array.of(20) } },
    ]);
    expect(feeds).toEqual({
      a: Float32Array.of(1, 2, 3),
      b: Float32Array.of(10, 20),
      m: Float32Array.of(1, 1, 0, 0, 0, 1),
    });
  });

  it('refuse an input that is missing or of another length', () => {
    const b = Float32Array.of(1);
    expect(() => lossFeeds(loss, [{ length: 2, inputs: { b } }])).toThrow(/a has no numbers, 2 expected/);
    expect(() => lossFeeds(loss, [{ length: 2, inputs: { a: b, b } }])).toThrow(/a has 1 numbers/);
  });
});
