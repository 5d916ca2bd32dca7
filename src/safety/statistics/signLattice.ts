// The distribution of a sum of signed steps on a lattice, fair or tilted, from the distribution of each size of step.

/** Terms below this share of a distribution's largest one are left out, so no p-value comes out smaller. */
export const negligible = 1e-40;

/** Multiplications up to which a distribution is computed. */
const mostWork = 200_000_000;

/** Distribution of a whole number: `weights[i]` is proportional to P(`first` + i). */
export interface Distribution {
  readonly first: number;
  readonly weights: Float64Array;
}

/** How many steps there are of each size, a positive whole number. */
export type StepCounts = ReadonlyMap<number, number>;

/**
 * How many lattice points' worth of steps go upwards, where a step of size s does so with the odds e^{2·tilt·s} (0: fair),
 * independently of the others: T = Σ ±sᵢ is twice that less the span Σ sᵢ. Tilting by e^{tilt·T} is the exponential family
 * through the sign-flip null; with all steps of size 1 it is the binomial family. Steps of one size s, m of them, sum to
 * s·(2B − m) with B binomial; the sums of the sizes are convolved. Terms below 10⁻⁴⁰ of the largest are left out. Null
 * where that takes more than `most` multiplications.
 */
export function upwardSteps(counts: StepCounts, tilt: number, most = mostWork): Distribution | null {
  // Small steps first: their sums are short.
  const sizes = [...counts].sort(([a], [b]) => a - b);
  let up: Distribution = { first: 0, weights: Float64Array.of(1) };
  let work = 0;
  for (const [size, count] of sizes) {
    const more = binomial(count, 2 * tilt * size);
    work += up.weights.length * more.weights.length;
    if (work > most) return null;
    up = addSteps(up, more, size);
  }
  return up;
}

/** Binomial(n, 1/(1 + e^{−logOdds})), from its mode outwards by the ratio of neighbours, (n − k)/(k + 1) times the odds. */
function binomial(n: number, logOdds: number): Distribution {
  const odds = Math.exp(logOdds);
  const mode = Math.min(n, Math.floor((n + 1) / (1 + Math.exp(-logOdds))));
  const above: number[] = [];
  for (let k = mode, weight = 1; k <= n && weight > negligible; weight *= ((n - k) / (k + 1)) * odds, k++)
    above.push(weight);
  const below: number[] = [];
  for (
    let k = mode - 1, weight = mode / (n - mode + 1) / odds;
    k >= 0 && weight > negligible;
    weight *= k / (n - k + 1) / odds, k--
  )
    below.push(weight);
  return { first: mode - below.length, weights: Float64Array.from([...below.reverse(), ...above]) };
}

/** The distribution of a + size·b, its negligible ends cut off. */
function addSteps(a: Distribution, b: Distribution, size: number): Distribution {
  const sums = new Float64Array(a.weights.length + size * (b.weights.length - 1));
  for (let j = 0; j < b.weights.length; j++) {
    const weight = b.weights[j] ?? 0;
    const at = j * size;
    for (let i = 0; i < a.weights.length; i++)
      sums[at + i] = (sums[at + i] ?? 0) + weight * (a.weights[i] ?? 0);
  }
  const largest = sums.reduce((most, weight) => Math.max(most, weight), 0);
  const counts = (weight: number): boolean => weight > negligible * largest;
  const start = sums.findIndex(counts);
  const end = sums.findLastIndex(counts) + 1;
  return { first: a.first + size * b.first + start, weights: sums.subarray(start, end) };
}
