// Elimination conditions and the permutation test of independence, against hypergeometric probabilities.
import { describe, expect, it } from 'vitest';
import { eliminationOf, independenceTest } from '../../../../src/safety/drift/elimination';
import { seededRandom } from '../../../../src/safety/random';

type Cells = readonly [number, number, number, number];

/** Samples of a 2 × 2 table: safe successes, unsafe successes, safe failures, unsafe failures. */
function table(...[a, b, c, d]: Cells) {
  const repeat = (count: number, success: number, safety: number) =>
    Array.from({ length: count }, () => ({ success, safety }));
  return [...repeat(a, 1, 1), ...repeat(b, 1, 0), ...repeat(c, 0, 1), ...repeat(d, 0, 0)];
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 0; i < k; i++) result = (result * (n - i)) / (i + 1);
  return k < 0 || k > n ? 0 : result;
}

/** P(|a* − E| ≥ |a − E|) for the hypergeometric count of safe successes. */
function hypergeometric(...[a, b, c, d]: Cells): number {
  const [successes, safe, n] = [a + b, a + c, a + b + c + d];
  const mean = (successes * safe) / n;
  let p = 0;
  for (let k = 0; k <= successes; k++) {
    const mass = (choose(safe, k) * choose(n - safe, successes - k)) / choose(n, successes);
    if (Math.abs(k - mean) >= Math.abs(a - mean) - 1e-9) p += mass;
  }
  return p;
}

describe('elimination', () => {
  it('is by what does not vary', () => {
    expect(eliminationOf(table(0, 0, 3, 2))).toBe('constantReward');
    expect(eliminationOf([])).toBe('constantReward');
    expect(eliminationOf(table(2, 0, 3, 0))).toBe('constantSafety');
    expect(eliminationOf(table(2, 1, 3, 0))).toBe('open');
  });

  it('is counted over prompts, and leaves nothing to test where every prompt is eliminated', () => {
    const result = independenceTest([table(0, 0, 3, 2), table(2, 0, 3, 0), table(0, 0, 1, 1)], 1);
    expect(result).toEqual({
      counts: { constantReward: 2, constantSafety: 1, open: 0 },
      association: 0,
      p: null,
      exact: true,
    });
  });
});

describe('the test of independence', () => {
  it('of one small prompt is Fisher’s: the lady tasting tea, and others', () => {
    expect(independenceTest([table(3, 1, 1, 3)], 1).p).toBeCloseTo(34 / 70, 12);
    for (const cells of [
      [3, 0, 1, 3],
      [2, 1, 0, 5],
      [1, 1, 1, 1],
      [0, 4, 3, 1],
    ] satisfies Cells[]) {
      const result = independenceTest([table(...cells)], 1);
      expect(result.exact).toBe(true);
      expect(result.p).toBeCloseTo(hypergeometric(...cells), 12);
    }
  });

  it('of larger and of several binary prompts is exact, and agrees with permutations', () => {
    for (const cells of [
      [8, 2, 3, 9],
      [40, 61, 33, 80],
    ] satisfies Cells[]) {
      const result = independenceTest([table(...cells)], 7);
      expect(result.exact).toBe(true);
      expect(result.p).toBeCloseTo(hypergeometric(...cells), 10);
    }
    const prompts = [table(3, 1, 1, 3), table(2, 2, 1, 5), table(1, 0, 3, 4), table(0, 2, 2, 0)];
    const { p, exact } = independenceTest(prompts, 7);
    expect(exact).toBe(true);
    // Safety in other units has the same test, and is permuted.
    const shuffled = independenceTest(
      prompts.map((samples) => samples.map(({ success, safety }) => ({ success, safety: safety / 2 }))),
      7,
    );
    expect(shuffled.exact).toBe(false);
    expect(Math.abs((p ?? NaN) - (shuffled.p ?? NaN))).toBeLessThan(0.02);
  });

  it('of a larger prompt whose safety is a score estimates it', () => {
    for (const cells of [
      [8, 2, 3, 9],
      [5, 5, 6, 4],
    ] satisfies Cells[]) {
      const scores = table(...cells).map(({ success, safety }) => ({ success, safety: safety / 2 }));
      const result = independenceTest([scores], 7);
      const exact = hypergeometric(...cells);
      expect(result.exact).toBe(false);
      expect(Math.abs((result.p ?? NaN) - exact)).toBeLessThan(
        4 * Math.sqrt((exact * (1 - exact)) / 10_000) + 2e-4,
      );
    }
  });

  it('adds up small associations of one direction, and not those of opposite ones', () => {
    const towards = table(3, 1, 1, 3);
    const against = table(1, 3, 3, 1);
    const same = independenceTest([towards, towards, towards, towards, towards, towards], 3);
    expect(same.p).toBeLessThan(0.01);
    expect(same.association).toBeCloseTo(6 * (3 - 2), 12);
    const opposite = independenceTest([towards, against, towards, against], 3);
    expect(opposite.p).toBe(1);
  });

  it('rejects a true hypothesis no more often than its level', () => {
    const random = seededRandom(21);
    let rejected = 0;
    for (let round = 0; round < 80; round++) {
      const prompts = Array.from({ length: 4 }, () =>
        Array.from({ length: 10 }, () => ({ success: Number(random() < 0.4), safety: random() })),
      );
      if ((independenceTest(prompts, round).p ?? 1) <= 0.1) rejected++;
    }
    expect(rejected).toBeLessThan(17);
  });
});
