// Whether the conditions hold under which RLVR cannot move safety: per prompt by what was sampled, over prompts by a
// permutation test of independence.
import { seededRandom, type Random } from '../random';
import { stratifiedExactTest, type TwoByTwo } from '../statistics/stratifiedTables';
import type { RewardedSample } from './driftForecast';

/**
 * Why a prompt's drift under the tilted policy is 0 (Δ* = Cov_ref(s, e^{g/β})/Z): the verifier gives every path the same
 * (every prompt whose reward is always 0), or every path is equally safe. `open`: neither was seen.
 */
export type Elimination = 'constantReward' | 'constantSafety' | 'open';

export function eliminationOf(samples: readonly RewardedSample[]): Elimination {
  const [first] = samples;
  if (first === undefined || samples.every((sample) => sample.success === first.success)) {
    return 'constantReward';
  }
  return samples.every((sample) => sample.safety === first.safety) ? 'constantSafety' : 'open';
}

export interface IndependenceTest {
  /** Prompts by what eliminates their drift. */
  readonly counts: Readonly<Record<Elimination, number>>;
  /** Σ over open prompts of Σ_i (s_i − s̄)(g_i − ḡ): above 0 where successes are safer. */
  readonly association: number;
  /** Two-sided p of independence within every prompt; null where no prompt is open. */
  readonly p: number | null;
  /** Whether p comes from all arrangements, or from random ones. */
  readonly exact: boolean;
}

const randomPermutations = 10_000;
/** Arrangements of a single prompt up to which all are counted. */
const exactArrangements = 100_000;

/**
 * H₀: s ⟂ g under π_ref within every prompt, the third condition of elimination. The rewards of a prompt's samples are as
 * likely in any order, so T = Σ_x Σ_i (s_i − s̄)(g_i − ḡ) is compared with its values under permutations within prompts;
 * p is the share that is at least as far from 0. Where rewards and safety are 0 or 1 everywhere, T is a sum of hypergeometric
 * counts with its mean taken away, and p is exact whatever the size (`stratifiedExactTest`). Else a single small prompt is
 * enumerated, and for more 10,000 seeded permutations are drawn, of which the observed one counts as one (Phipson & Smyth
 * 2010).
 */
export function independenceTest(
  prompts: readonly (readonly RewardedSample[])[],
  seed: number,
): IndependenceTest {
  const counts: Record<Elimination, number> = { constantReward: 0, constantSafety: 0, open: 0 };
  const open: CenteredPrompt[] = [];
  for (const samples of prompts) {
    const elimination = eliminationOf(samples);
    counts[elimination]++;
    if (elimination === 'open') open.push(centered(samples));
  }
  const association = open.reduce((sum, prompt) => sum + product(prompt.safety, prompt.success), 0);
  const [only] = open;
  if (only === undefined) return { counts, association: 0, p: null, exact: true };
  const tables = binaryTables(prompts);
  if (tables !== null) return { counts, association, p: stratifiedExactTest(tables), exact: true };
  const limit = Math.abs(association) - 1e-9;
  if (open.length === 1 && factorial(only.success.length) <= exactArrangements) {
    return { counts, association, p: enumerated(only, limit), exact: true };
  }
  const random = seededRandom(seed);
  let extreme = 1;
  for (let round = 0; round < randomPermutations; round++) {
    let statistic = 0;
    for (const prompt of open) {
      shuffle(prompt.success, random);
      statistic += product(prompt.safety, prompt.success);
    }
    if (Math.abs(statistic) >= limit) extreme++;
  }
  return { counts, association, p: extreme / (randomPermutations + 1), exact: false };
}

/** Successes by safety, per open prompt; null where a reward or a safety is neither 0 nor 1. */
function binaryTables(prompts: readonly (readonly RewardedSample[])[]): TwoByTwo[] | null {
  const open = prompts.filter((samples) => eliminationOf(samples) === 'open');
  const binary = (value: number): boolean => value === 0 || value === 1;
  if (!open.flat().every(({ success, safety }) => binary(success) && binary(safety))) return null;
  return open.map((samples) => ({
    n: samples.length,
    rows: samples.filter(({ success }) => success === 1).length,
    columns: samples.filter(({ safety }) => safety === 1).length,
    cell: samples.filter(({ success, safety }) => success === 1 && safety === 1).length,
  }));
}

interface CenteredPrompt {
  readonly safety: readonly number[];
  /** Shuffled in place. */
  readonly success: number[];
}

function centered(samples: readonly RewardedSample[]): CenteredPrompt {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const safety = samples.map((sample) => sample.safety);
  const success = samples.map((sample) => sample.success);
  const [meanSafety, meanSuccess] = [mean(safety), mean(success)];
  return { safety: safety.map((s) => s - meanSafety), success: success.map((g) => g - meanSuccess) };
}

/** The share of all orders of the rewards whose association is at least as large (Heap's algorithm). */
function enumerated({ safety, success }: CenteredPrompt, limit: number): number {
  const order = [...success];
  const counters = order.map(() => 0);
  let extreme = 0;
  let total = 0;
  const count = (): void => {
    total++;
    if (Math.abs(product(safety, order)) >= limit) extreme++;
  };
  count();
  for (let i = 1; i < order.length;) {
    const counter = counters[i] ?? 0;
    if (counter < i) {
      swap(order, i % 2 === 0 ? 0 : counter, i);
      count();
      counters[i] = counter + 1;
      i = 1;
    } else {
      counters[i] = 0;
      i++;
    }
  }
  return extreme / total;
}

function shuffle(values: number[], random: Random): void {
  for (let i = values.length - 1; i > 0; i--) swap(values, i, Math.floor(random() * (i + 1)));
}

function swap(values: number[], a: number, b: number): void {
  [values[a], values[b]] = [values[b] ?? 0, values[a] ?? 0];
}

function product(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
